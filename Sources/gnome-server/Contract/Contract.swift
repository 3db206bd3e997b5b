// SPDX-License-Identifier: Apache-2.0

/// What the OpenAPI document says of an operation beside its path and its permission.
struct Contract: Sendable {
    /// One line: what it does.
    var summary: String
    /// What the query may hold; anything else is refused.
    var query: [QueryItem] = []
    /// What the body must be; nothing where there is none.
    var body: Body?
    /// What it answers where all is well.
    var answer: Answer
    /// Whether it is refused where the thing was changed since the state that `If-Match` names.
    var isConditional = false

    /// A contract of these parts.
    init(_ summary: String, query: [QueryItem] = [], body: Body? = nil, answers answer: Answer) {
        self.summary = summary
        self.query = query
        self.body = body
        self.answer = answer
    }

    /// The same for what rests on a state that whoever asks has seen.
    var conditional: Contract {
        var contract = self
        contract.isConditional = true
        return contract
    }

    /// One item of a query.
    struct QueryItem: Sendable {
        var name: String
        var schema: Schema
        var help: String
        var isRequired: Bool

        init(_ name: String, _ schema: Schema, _ help: String, isRequired: Bool = false) {
            self.name = name
            self.schema = schema
            self.help = help
            self.isRequired = isRequired
        }
    }

    /// The body of a request.
    struct Body: Sendable {
        /// What it must be, by the media types that are taken.
        var content: [String: Schema]
        var isRequired: Bool

        /// A JSON body.
        static func json(_ schema: Schema, isRequired: Bool = true) -> Body {
            Body(content: ["application/json": schema], isRequired: isRequired)
        }

        /// A body in one of several languages.
        static func either(_ content: [String: Schema]) -> Body { Body(content: content, isRequired: true) }
    }

    /// An answer.
    struct Answer: Sendable {
        var status: Int
        var help: String
        /// The body; nothing where there is none.
        var schema: Schema?
        var mediaTypes: [String]
        /// Another status that brings the same body: 200 beside 201 where doing it twice changes nothing.
        var alternative: Int?

        /// A JSON answer.
        static func json(
            schema: Schema, status: Int = 200, or alternative: Int? = nil, _ help: String = "As asked for."
        ) -> Answer {
            Answer(
                status: status, help: help, schema: schema, mediaTypes: ["application/json"], alternative: alternative)
        }

        /// What a type encodes.
        static func json<Value: Decodable>(
            _ type: Value.Type, status: Int = 200, or alternative: Int? = nil, _ help: String = "As asked for."
        ) -> Answer {
            .json(schema: Schema(of: type), status: status, or: alternative, help)
        }

        /// No body.
        static func nothing(_ help: String) -> Answer {
            Answer(status: 204, help: help, schema: nil, mediaTypes: [])
        }

        /// Bytes in one of several languages.
        static func bytes(_ mediaTypes: [String], _ help: String) -> Answer {
            Answer(status: 200, help: help, schema: .anything, mediaTypes: mediaTypes)
        }
    }
}

extension Contract.QueryItem {
    /// How many a page holds.
    static let limit = Contract.QueryItem(
        "limit", .integer(1...1000), "At most so many; 100 where it is not given.")
    /// Where the page before ended, as its `next` says.
    static func after(_ schema: Schema) -> Contract.QueryItem {
        Contract.QueryItem("after", schema, "The “next” of the page before; nothing for the first page.")
    }
    /// Where the page before ended, going back.
    static let before = Contract.QueryItem(
        "before", .integer(0...Int64.max), "The “next” of the page before; nothing for the newest.")
}
