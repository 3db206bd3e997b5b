// SPDX-License-Identifier: Apache-2.0

/// Which passwords are taken: long ones that nobody guesses first, of any characters (ASVS 5.0, 6.2).
public struct PasswordPolicy: Sendable {
    /// How many characters at least, as people count them.
    public static let leastLength = 12
    /// How many bytes of UTF-8 at most: far beyond a sentence, and bounded so that no one makes the server hash a book.
    public static let mostBytes = 1024

    private let common: Set<String>

    /// A policy.
    ///
    /// - Parameter common: The passwords that are guessed first, in small letters.
    public init(common: Set<String> = []) { self.common = common }

    /// What is wrong with a password, without repeating anything of it; nothing where it is taken.
    ///
    /// - Parameters:
    ///   - password: The password, every character of which counts.
    ///   - login: Whose it is to be.
    public func problem(with password: String, of login: LoginName) -> InvalidField? {
        let field = { (reason: String) in
            InvalidField("password", reason, example: "four or five words that only you put together")
        }
        if password.count < Self.leastLength {
            return field("must have at least \(Self.leastLength) characters")
        }
        if password.utf8.count > Self.mostBytes { return field("must have at most \(Self.mostBytes) bytes") }
        let folded = password.lowercased()
        if common.contains(folded) || common.contains(Self.stem(of: folded)) || Self.isRun(folded) {
            return field("is among those that are guessed first")
        }
        if Set(folded).count < 5 { return field("must have at least 5 different characters") }
        // What is left after the words that everybody tries here must still be long enough to be nobody's guess.
        var rest = folded
        for word in [login.text, String(login.text.prefix { $0 != "@" }), "sensorgnome", "gnome", "motus", "password"]
        where word.count >= 4 {
            rest = rest.split(separator: word, omittingEmptySubsequences: true).joined()
        }
        if rest.count < 6 { return field("must be more than the name, the project or the product") }
        return nil
    }

    /// What is left of a password without the digits and signs around it, and but once where it is something repeated.
    ///
    /// Lists of common passwords hold mostly short ones. This is how people make them long.
    private static func stem(of folded: String) -> String {
        let letters = folded.drop { !$0.isLetter }.reversed().drop { !$0.isLetter }.reversed()
        let whole = Array(letters.isEmpty ? Array(folded) : Array(letters))
        let unit = (1...max(1, whole.count)).first { length in
            whole.count.isMultiple(of: length)
                && whole.indices.allSatisfy { whole[$0] == whole[$0 % length] }
        }
        return String(whole.prefix(unit ?? whole.count))
    }

    /// Whether each character is the one after, or before, its neighbour, as in `123456789012`.
    private static func isRun(_ folded: String) -> Bool {
        let codes = folded.unicodeScalars.map { Int($0.value) }
        let steps = Set(
            zip(codes, codes.dropFirst()).map { pair in
                switch (pair.0, pair.1) {
                case (57, 48): 1  // 9 and 0
                case (48, 57): -1
                default: pair.1 - pair.0
                }
            })
        return steps == [1] || steps == [-1]
    }
}
