// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps the standard streams of the C library. Foundation's file handles are not in FoundationEssentials,
// and `print` neither reports a full disk nor writes a line of a followed log at once.

import Glibc

extension Output {
    /// The streams of this process.
    static var standard: Output {
        Output(
            results: { text throws(CommandError) in
                guard let number = Terminal.write(text, to: STDOUT_FILENO) else { return }
                throw CommandError(.failure, "Can't write to standard output (error \(number)).")
            },
            messages: { _ = Terminal.write($0, to: STDERR_FILENO) },
            terminalColumns: Terminal.columns(of: STDOUT_FILENO),
            progress: { text in
                guard isatty(STDERR_FILENO) == 1 else { return }
                _ = Terminal.write("\r\u{1b}[K\(VisibleText.line(of: text))", to: STDERR_FILENO)
            }
        )
    }
}

extension Input {
    /// The standard input of this process.
    static var standard: Input {
        Input(
            ask: isatty(STDIN_FILENO) == 1 ? Terminal.ask : nil, line: { readLine(strippingNewline: true) })
    }
}

/// The few calls that a terminal needs.
private enum Terminal {
    /// Writes all of a text.
    ///
    /// It may wait for a slow reader, on the main thread, where a command has nothing else to do.
    ///
    /// - Returns: The number of the error that stopped it; nothing where all was written.
    static func write(_ text: String, to descriptor: CInt) -> CInt? {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }

    /// Asks for a line on standard error, and reads it from the terminal.
    static func ask(_ question: String, isSecret: Bool) throws(CommandError) -> String {
        _ = write(VisibleText.line(of: question), to: STDERR_FILENO)
        let answer = isSecret ? unseen { readLine(strippingNewline: true) } : readLine(strippingNewline: true)
        if isSecret { _ = write("\n", to: STDERR_FILENO) }
        guard let answer, !answer.utf8.contains(3) else {
            throw CommandError(.usage, "Nothing was answered, and nothing was done.")
        }
        return answer
    }

    /// Keeps the terminal from showing what is typed.
    ///
    /// Until then Ctrl-C is a letter: a program that it ended would leave the terminal that way.
    private static func unseen(_ read: () -> String?) -> String? {
        var shown = termios()
        guard unsafe tcgetattr(STDIN_FILENO, &shown) == 0 else { return read() }
        var unseen = shown
        unseen.c_lflag &= ~tcflag_t(ECHO | ISIG)
        unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen)
        defer { unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown) }
        return read()
    }

    /// The width of a terminal; 80 where it does not say, nothing where the stream is no terminal.
    static func columns(of descriptor: CInt) -> Int? {
        guard isatty(descriptor) == 1 else { return nil }
        // A `struct winsize`: rows, columns and two more, 16 bits each. Which module its name belongs to depends on the others.
        var size: [UInt16] = [0, 0, 0, 0]
        let answered = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
        return answered && size[1] > 0 ? Int(size[1]) : 80
    }
}
