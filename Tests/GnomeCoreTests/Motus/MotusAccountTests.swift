// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import TestSupport
import Testing

@Suite("Accounts at Motus")
struct MotusAccountTests {
    private static func json(_ text: String) throws -> JSONValue { try #require(JSONValue(bytes: Array(text.utf8))) }

    @Test("the answer of user/validate tells who it is and which projects they may read")
    func reads() throws {
        let account = try MotusAccount(
            Self.json(
                """
                {"version":"2.0","userID":161,"emailAddress":"example@example.com",
                 "projects":{"1":"Motus Ontario Array","2":"Motus Atlantic Array"},"userType":"collaborator"}
                """))
        #expect(
            account
                == MotusAccount(
                    user: 161, emailAddress: "example@example.com", userType: "collaborator", projects: [1, 2]))
    }

    @Test(
        "who may read no project has none, however Motus leaves that out",
        arguments: [#"{"userID":5}"#, #"{"userID":"5","projects":null}"#, #"{"userID":5E0,"projects":{}}"#])
    func noProjects(text: String) throws { #expect(try MotusAccount(Self.json(text)) == MotusAccount(user: 5)) }

    @Test("what is no number among the projects is passed over")
    func oddProjects() throws {
        let text = #"{"userID":5,"projects":{"7":null,"x":"y","":"z","8.5":"a"}}"#
        #expect(try MotusAccount(Self.json(text)).projects == [7])
    }

    @Test(
        "what is no such answer is an error that repeats nothing of it",
        arguments: [
            #"{"version":"2.0"}"#, #"{"userID":null}"#, #"{"userID":0}"#, #"{"userID":-161}"#, #"{"userID":"secret"}"#,
            #"{"userID":9999999999}"#, #"{"userID":1.5}"#, #"{"userID":5,"projects":[1,2]}"#, #"["secret"]"#, "null",
        ])
    func refuses(text: String) throws {
        let value = try Self.json(text)
        let error = #expect(throws: CodecError.self) { try MotusAccount(value) }
        #expect(error?.message.contains("secret") == false)
    }

    @Test("a fault has a code, and says what time it is at Motus")
    func fault() throws {
        let expired = try Self.json(
            #"{"version":"2.0","date-token":"20181023082005","errorCode":"auth-expired","errorMsg":"Date token expired"}"#
        )
        #expect(MotusFault(expired) == MotusFault(code: "auth-expired", date: "20181023082005"))
        #expect(MotusFault(expired)?.isOfDate == true && MotusFault(expired)?.isOfLogIn == false)
        let login = try #require(MotusFault(Self.json(#"{"errorCode":"invalid-login","date-token":"yesterday"}"#)))
        #expect(login.isOfLogIn && login.date == nil)
        #expect(try MotusFault(Self.json(#"{"errorCode":"database-error"}"#))?.isOfLogIn == false)
        #expect(try MotusFault(Self.json(#"{"version":"2.0","userID":161}"#)) == nil)
    }

    @Test("a moment is written as Motus wants it, in UTC and with all its zeros")
    func date() throws {
        let moment = try #require(Timestamp("2018-01-03T06:02:05.9+02:00"))
        #expect(moment.motusDate == "20180103040205")
    }

    @Test("an account opens the projects that carry the number of one that it may read, and sees them and no more")
    func binding() {
        let numbers: [Int?] = [213, nil, 213, 7, 9]
        let projects = numbers.enumerated().map { index, number in
            Project(
                id: ProjectID(rawValue: Int64(index)), details: ProjectDetails(name: "\(index)", motusID: number),
                createdAt: Timestamp(seconds: 0))
        }
        let binding = MotusBinding(MotusAccount(user: 161, projects: [213, 7, 8]), among: projects)
        let (first, third, fourth) = (projects[0].id, projects[2].id, projects[3].id)
        #expect(binding == MotusBinding(user: 161, projects: [first, third, fourth]))
        var person = Person(
            id: PersonID(rawValue: 1), login: LoginName("ann")!, name: "Ann",
            roles: [third: .operator, projects[1].id: .viewer], motus: binding, createdAt: Timestamp(seconds: 0))
        let all: [ProjectID: Role] = [
            first: .viewer, third: .operator, fourth: .viewer, projects[1].id: .viewer,
        ]
        #expect(person.memberships == all && person.principal == Principal(.member(all)))
        #expect(projects.filter { person.isOnlyByMotus(in: $0.id) }.map(\.id) == [first, fourth])
        person.motus?.projects = []
        #expect(person.memberships == [third: .operator, projects[1].id: .viewer])
        person.motus = binding
        person.disabledAt = Timestamp(seconds: 1)
        #expect(person.principal == .anonymous)
    }

    @Test(
        "of the projects in an answer as it was recorded, an account opens those that it names",
        .enabled(if: SharedData.isThere, SharedData.skipped))
    func recorded() throws {
        let list = try MotusReceiverList(bytes: SharedData.bytes("motus/receivers.json"))
        #expect(list.rows.count == 818 && list.unplaced.count == 1)
        let numbers = Set(list.rows.compactMap(\.deployment.projectID)).sorted()
        #expect(numbers.count == 77)
        let projects = numbers.map { number in
            Project(
                id: ProjectID(rawValue: 1000 + number),
                details: ProjectDetails(name: "\(number)", motusID: Int(number)),
                createdAt: Timestamp(seconds: 0))
        }
        let account = MotusAccount(user: 1, projects: [1, 258, 9999])
        #expect(
            MotusBinding(account, among: projects).projects == [ProjectID(rawValue: 1001), ProjectID(rawValue: 1258)])
    }
}
