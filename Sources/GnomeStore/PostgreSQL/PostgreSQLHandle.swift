// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps a connection of libpq and its results.

import CPostgreSQL
import Glibc

/// An open connection, which closes itself.
///
/// One thread at a time uses it.
/// It never blocks inside libpq except while it connects: it sends and receives as much as the socket takes, and waits with
/// a limit of its own, so that neither a full buffer on both sides nor a server that fell silent holds it for ever.
@safe
struct PostgreSQLHandle: ~Copyable {
    private let pointer: OpaquePointer
    /// How long the server may be silent while it owes an answer.
    private let patience: Duration
    /// How many runs of a statement, and about how many bytes of parameters, are sent before their answers are awaited.
    private static let pipeline = (runs: 500, bytes: 4 << 20)
    /// About how many bytes of rows are handed to libpq at once.
    private static let copied = 64 << 10
    /// After so many runs the server is asked for the answers it has: it would keep small ones until the end.
    private static let flushInterval = 32
    /// How long the socket is waited for at once; then libpq is asked, which may have more than the socket shows (TLS).
    private static let waitInterval = Duration.seconds(1)

    /// What a run of a statement failed of.
    enum Failure: Error {
        /// What the server said.
        case refused(state: String?, text: String)
        /// What the caller's closure threw.
        case closure(StoreError)
    }

    /// Connects.
    ///
    /// - Parameters:
    ///   - parameters: Keywords of libpq and their values; the later outweigh the earlier.
    ///   - patience: How long the server may be silent while it owes an answer.
    init(_ parameters: [(keyword: String, value: String)], patience: Duration) throws(Failure) {
        for (keyword, value) in parameters where keyword == "dbname" { try Self.checkURL(value) }
        let keywords = unsafe parameters.map { unsafe strdup($0.keyword) } + [nil]
        let values = unsafe parameters.map { unsafe strdup($0.value) } + [nil]
        defer { unsafe (keywords + values).forEach { unsafe free($0) } }
        let connection = unsafe PQconnectdbParams(
            keywords.map { unsafe UnsafePointer($0) }, values.map { unsafe UnsafePointer($0) }, 1)
        guard let connection = unsafe connection else {
            throw .refused(state: nil, text: "out of memory")
        }
        guard unsafe PQstatus(connection) == CONNECTION_OK else {
            let text = unsafe String(cString: PQerrorMessage(connection))
            unsafe PQfinish(connection)
            throw .refused(state: Self.stateOfRefusal(text), text: text)
        }
        unsafe pointer = connection
        self.patience = patience
        unsafe PQsetnonblocking(connection, 1)
        // The server's notices are no errors, and libpq would print them.
        unsafe PQsetNoticeReceiver(connection, { _, _ in }, nil)
    }

    deinit { unsafe PQfinish(pointer) }

    /// Refuses a URL that libpq reads otherwise than it was meant.
    ///
    /// What libpq says of such a URL quotes parts of it, and so of the password; nothing of that is told.
    private static func checkURL(_ url: String) throws(Failure) {
        let unreadable = Failure.closure(
            StoreError(
                .unavailable,
                "The database's URL can't be read. Special characters of a password are written as %40 for @, %2F for /, "
                    + "%25 for %."))
        guard let options = unsafe PQconninfoParse(url, nil) else { throw unreadable }
        defer { unsafe PQconninfoFree(options) }
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val {
                let text = unsafe String(cString: value)
                switch unsafe String(cString: keyword) {
                case "host", "hostaddr": if text.contains("@") { throw unreadable }
                case "port": if !text.allSatisfy({ $0.isNumber || $0 == "," }) { throw unreadable }
                default: break
                }
            }
            unsafe option += 1
        }
    }

    /// libpq keeps no SQLSTATE of a refused connection; the two that a person must act upon are told by their words.
    private static func stateOfRefusal(_ text: String) -> String? {
        if text.contains("authentication failed") || text.contains("no password supplied") { return "28P01" }
        if text.contains("does not exist") { return "3D000" }
        if text.contains("too many clients") || text.contains("remaining connection slots") { return "53300" }
        return nil
    }

    /// Whether the connection broke.
    var isBroken: Bool { unsafe PQstatus(pointer) != CONNECTION_OK }
    /// Whether a transaction is open, be it one that failed.
    var isInTransaction: Bool { [PQTRANS_INTRANS, PQTRANS_INERROR].contains(unsafe PQtransactionStatus(pointer)) }
    /// Whether a transaction is open that can only be undone.
    var hasFailedTransaction: Bool { unsafe PQtransactionStatus(pointer) == PQTRANS_INERROR }

    /// Prepares a statement under a name.
    ///
    /// - Returns: The types of its parameters, by their numbers in the server's catalogue.
    borrowing func prepare(_ text: String, as name: String) throws(Failure) -> [UInt32] {
        guard unsafe PQenterPipelineMode(pointer) == 1, unsafe PQsendPrepare(pointer, name, text, 0, nil) == 1,
            unsafe PQsendDescribePrepared(pointer, name) == 1
        else { throw broken() }
        var types: [UInt32] = []
        try finishPipeline(of: 2) { _, result in
            types = result.parameterTypes
            return nil
        }
        return types
    }

    /// Runs prepared statements; they are sent before their answers are read.
    ///
    /// - Parameters:
    ///   - count: How many runs there are.
    ///   - next: Names the statement of a run, and puts its parameters in place.
    ///   - each: Gets each row of each answer, with the index of its run and the names of its columns.
    borrowing func run(
        _ count: Int, next: (_ index: Int, _ parameters: inout PostgreSQLParameters) -> String,
        each: (_ index: Int, _ values: [SQLValue], _ columns: [String]) throws(StoreError) -> Void
    ) throws(Failure) {
        var parameters = PostgreSQLParameters()
        var columns: (of: String, names: [String])?
        var start = 0
        while start < count {
            guard unsafe PQenterPipelineMode(pointer) == 1 else { throw broken() }
            var names: [String] = []
            var bytes = 0
            while start + names.count < count, names.count < Self.pipeline.runs, bytes < Self.pipeline.bytes {
                let name = next(start + names.count, &parameters)
                guard send(parameters, to: name) else { throw broken() }
                names.append(name)
                bytes += parameters.bytes.count
                guard names.count % Self.flushInterval == 0 else { continue }
                // What does not go out now goes out later; it must only begin to.
                guard unsafe PQsendFlushRequest(pointer) == 1, unsafe PQflush(pointer) >= 0 else { throw broken() }
            }
            try finishPipeline(of: names.count) { index, result in
                guard result.rowCount > 0 else { return nil }
                if columns?.of != names[index] { columns = (names[index], result.columns) }
                return Self.hand(result, start + index, columns?.names ?? [], to: each)
            }
            start += names.count
        }
    }

    /// Copies rows into a table, with values in the order and of the types of its columns.
    ///
    /// - Parameter text: `COPY … FROM STDIN (FORMAT binary)`.
    borrowing func copy(_ rows: ArraySlice<[SQLValue]>, with text: String) throws(Failure) {
        guard unsafe PQsendQuery(pointer, text) == 1 else { throw broken() }
        try flush()
        guard let answer = try nextResult() else { throw broken() }
        guard !answer.isError else {
            while try nextResult() != nil {}
            throw answer.failure
        }
        var bytes: [UInt8] = .headOfCopy
        for row in rows {
            bytes.append(row: row)
            guard bytes.count >= Self.copied else { continue }
            try put(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        try put(bytes + .tailOfCopy)
        while case let answer = unsafe PQputCopyEnd(pointer, nil), answer != 1 {
            guard answer == 0 else { throw broken() }
            try flush()
        }
        try flush()
        var failure: Failure?
        while let result = try nextResult() {
            if failure == nil, result.isError { failure = result.failure }
        }
        if let failure { throw failure }
    }

    /// Hands over bytes that are copied.
    private borrowing func put(_ bytes: [UInt8]) throws(Failure) {
        while true {
            let answer = unsafe bytes.withUnsafeBytes { bytes in
                unsafe PQputCopyData(pointer, bytes.bindMemory(to: CChar.self).baseAddress, CInt(bytes.count))
            }
            // Here too what does not go out now goes out later.
            if answer == 1, unsafe PQflush(pointer) >= 0 { return }
            guard answer == 0 else { throw broken() }
            try flush()
        }
    }

    /// Sends the end of a pipeline, and reads the answers to the statements in it and to its end.
    ///
    /// - Parameter read: Reads the result of a statement, until one failed.
    private borrowing func finishPipeline(
        of count: Int, read: (_ index: Int, _ result: borrowing PostgreSQLResult) -> Failure?
    ) throws(Failure) {
        guard unsafe PQpipelineSync(pointer) == 1 else { throw broken() }
        try flush()
        var failure: Failure?
        for index in 0..<count {
            while let result = try nextResult() {
                guard failure == nil else { continue }
                failure = result.isError ? result.failure : read(index, result)
            }
        }
        guard try nextResult() != nil, unsafe PQexitPipelineMode(pointer) == 1 else { throw broken() }
        if let failure { throw failure }
    }

    private static func hand(
        _ result: borrowing PostgreSQLResult, _ index: Int, _ columns: [String],
        to each: (_ index: Int, _ values: [SQLValue], _ columns: [String]) throws(StoreError) -> Void
    ) -> Failure? {
        do throws(StoreError) {
            for row in 0..<result.rowCount {
                var values: [SQLValue] = []
                values.reserveCapacity(columns.count)
                for column in columns.indices { values.append(try result.value(row, column)) }
                try each(index, values, columns)
            }
            return nil
        } catch {
            return .closure(error)
        }
    }

    private borrowing func send(_ parameters: PostgreSQLParameters, to name: String) -> Bool {
        unsafe parameters.bytes.withUnsafeBytes { bytes in
            let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            let values = unsafe parameters.places.map { place in
                unsafe place.flatMap { unsafe start?.advanced(by: $0.start) }
            }
            let lengths = parameters.places.map { CInt($0?.count ?? 0) }
            let formats = parameters.places.map { CInt($0?.isBinary == true ? 1 : 0) }
            return unsafe PQsendQueryPrepared(pointer, name, CInt(values.count), values, lengths, formats, 1) == 1
        }
    }

    /// Sends all that is buffered, and takes in what comes meanwhile: a server that can't answer stops reading.
    private borrowing func flush() throws(Failure) {
        var silence = Duration.zero
        while true {
            switch unsafe PQflush(pointer) {
            case 0: return
            case 1:
                try wait(for: POLLIN | POLLOUT, silence: &silence)
                guard unsafe PQconsumeInput(pointer) == 1 else { throw broken() }
            default: throw broken()
            }
        }
    }

    /// The next result of a statement; nothing behind its last.
    private borrowing func nextResult() throws(Failure) -> PostgreSQLResult? {
        var silence = Duration.zero
        while unsafe PQisBusy(pointer) == 1 {
            try wait(for: POLLIN, silence: &silence)
            guard unsafe PQconsumeInput(pointer) == 1 else { throw broken() }
        }
        guard let result = unsafe PQgetResult(pointer) else {
            // Of a broken connection nothing more comes, however often it is asked.
            guard !isBroken else { throw broken() }
            return nil
        }
        return unsafe PostgreSQLResult(result)
    }

    /// Waits for the socket for a while.
    ///
    /// - Parameter silence: How long it has stayed silent; given up when that is too long.
    private borrowing func wait(for events: CInt, silence: inout Duration) throws(Failure) {
        var socket = unsafe pollfd(fd: PQsocket(pointer), events: Int16(events), revents: 0)
        guard socket.fd >= 0 else { throw broken() }
        let ready = unsafe poll(&socket, 1, CInt(Self.waitInterval / .milliseconds(1)))
        if ready > 0 {
            silence = .zero
        } else if ready == 0 {
            silence += Self.waitInterval
            guard silence < patience else { throw .refused(state: nil, text: "no answer within \(patience)") }
        } else if errno != EINTR {
            throw broken()
        }
    }

    private borrowing func broken() -> Failure {
        .refused(state: nil, text: unsafe String(cString: PQerrorMessage(pointer)))
    }
}

/// A result of libpq, which frees itself.
@safe
struct PostgreSQLResult: ~Copyable {
    private let pointer: OpaquePointer

    @unsafe
    init(_ pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe PQclear(pointer) }

    var isError: Bool {
        switch unsafe PQresultStatus(pointer) {
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_EMPTY_QUERY, PGRES_PIPELINE_ABORTED: true
        default: false
        }
    }

    var failure: PostgreSQLHandle.Failure {
        // PG_DIAG_SQLSTATE is the letter C, a character of C that Swift takes for none.
        let state = unsafe PQresultErrorField(pointer, CInt(UInt8(ascii: "C"))).map { unsafe String(cString: $0) }
        if unsafe PQresultStatus(pointer) == PGRES_EMPTY_QUERY {
            return .refused(state: "42601", text: "empty statement")
        }
        let primary = unsafe PQresultErrorField(pointer, CInt(UInt8(ascii: "M"))).map { unsafe String(cString: $0) }
        return .refused(state: state, text: unsafe primary ?? String(cString: PQresultErrorMessage(pointer)))
    }

    var rowCount: Int { unsafe Int(PQntuples(pointer)) }
    var columns: [String] {
        unsafe (0..<PQnfields(pointer)).map { unsafe PQfname(pointer, $0).map { unsafe String(cString: $0) } ?? "" }
    }

    var parameterTypes: [UInt32] {
        unsafe (0..<PQnparams(pointer)).map { unsafe PQparamtype(pointer, $0) }
    }

    /// A value in its binary form (https://www.postgresql.org/docs/15/protocol-overview.html#PROTOCOL-FORMAT-CODES).
    func value(_ row: Int, _ column: Int) throws(StoreError) -> SQLValue {
        guard unsafe PQgetisnull(pointer, CInt(row), CInt(column)) == 0 else { return .null }
        let start = unsafe PQgetvalue(pointer, CInt(row), CInt(column))
        let bytes = unsafe UnsafeRawBufferPointer(
            start: start, count: Int(PQgetlength(pointer, CInt(row), CInt(column))))
        switch unsafe PQftype(pointer, CInt(column)) {
        case 20: return unsafe .integer(Int64(bitPattern: Self.number(bytes)))
        case 23: return unsafe .integer(Int64(Int32(truncatingIfNeeded: Self.number(bytes))))
        case 701: return unsafe .real(Double(bitPattern: Self.number(bytes)))
        case 17: return unsafe .bytes([UInt8](bytes))
        case 16: return unsafe .integer(Self.number(bytes) == 0 ? 0 : 1)
        case 2278: return .null  // void
        case 19, 25, 705, 1042, 1043:
            if let text = unsafe PostgreSQLText.text(bytes) { return .text(text) }
            throw StoreError(.corrupt, "The database holds text that is none.", detail: detail(of: column))
        case let type:
            throw StoreError(
                .corrupt, "The database holds something that this program never writes.",
                detail: "\(detail(of: column)) has type \(type)")
        }
    }

    /// Where a value stands, for errors.
    private func detail(of column: Int) -> String { "column \(column + 1) “\(columns[column])”" }

    private static func number(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        unsafe bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
