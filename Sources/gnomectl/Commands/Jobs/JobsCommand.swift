// SPDX-License-Identifier: Apache-2.0

/// `jobs`: work that is done later.
enum JobsCommand {
    static let command = Command(
        "jobs", abstract: "Look at work that is done later, and decide about what failed.",
        discussion: """
            What follows from a message but can't be done at once is written down as a job, and done by whichever server \
            comes to it first. One that failed is tried again, less and less often; after the last attempt it is “dead”, and \
            waits for you: replay it once its cause is mended, or drop it.
            """,
        subcommands: [JobsList.command, JobsShow.command, JobsReplay.command, JobsDrop.command])

    /// The job that a command is about; shells offer those that are dead.
    static let id = Parameter.argument("id", .job, help: "The number of the job, from “jobs list”.")
}

/// Where a job stands, as the option for it takes.
enum JobStateChoice: String, Sendable, CaseIterable {
    case all, waiting, running, dead
}

extension ValueForm where Value == Int64 {
    /// The number of a job; shells offer those that are dead.
    static var job: ValueForm {
        let number = integer(1...Int64.max)
        return ValueForm(
            form: Form(
                expectation: number.form.expectation, completion: .offer(.jobs)),
            read: number.read)
    }
}

extension Table.Cell {
    /// Where a job stands.
    init(job state: String) { self.init(state, tone: state == "dead" ? .bad : .plain) }
}
