// SPDX-License-Identifier: Apache-2.0

package import GnomeCore

// What verbs of every store answer in the same words.

extension StoreError {
    static func alreadyRegistered(_ serial: Serial) -> StoreError {
        StoreError(.conflict, "The receiver \(serial) is registered already.")
    }

    package static func noReceiver(_ serial: Serial) -> StoreError {
        StoreError(.notFound, "There is no such receiver as \(serial).")
    }

    package static var noReceiver: StoreError { StoreError(.notFound, "There is no such receiver.") }

    static func stationExists(_ name: String) -> StoreError {
        StoreError(.conflict, "The project has a station “\(name)” already.")
    }

    package static var noStation: StoreError { StoreError(.notFound, "There is no such station.") }

    static var stationServed: StoreError {
        StoreError(.conflict, "The station has deployments, and history belongs to the station: it stays.")
    }

    static var photosFull: StoreError {
        StoreError(.conflict, "The station has \(StationPhoto.countLimit) photos, which is all that it may have.")
    }

    static var noPhoto: StoreError { StoreError(.notFound, "There is no such photo.") }

    package static var noDeployment: StoreError { StoreError(.notFound, "There is no such deployment.") }

    static func isElsewhere(_ serial: Serial, _ station: String?, _ interval: Interval) -> StoreError {
        let place = station.map { "at “\($0)”" } ?? "at a station of another project"
        let end = interval.end.map { "until \($0)" } ?? "and is there still"
        return StoreError(.conflict, "\(serial) is \(place) from \(interval.start) \(end): end that first.")
    }

    package static var noConflict: StoreError { StoreError(.notFound, "There is no such identity conflict.") }

    static var changedSince: StoreError {
        StoreError(.stale, "It was changed since you looked at it. Look again, and say what is to be then.")
    }

    static var leaseLost: StoreError {
        StoreError(.conflict, "The job is done, or another worker has it: its lease had run out.")
    }

    static func forwardExists(_ name: ForwardName) -> StoreError {
        StoreError(.conflict, "There is a forward “\(name)” already.")
    }

    static func noForward(_ name: ForwardName) -> StoreError {
        StoreError(.notFound, "There is no forward “\(name)”.")
    }

    static var forwardLost: StoreError {
        StoreError(.conflict, "The forward is gone, was steered, or another worker has it.")
    }

    static var noDeadJob: StoreError { StoreError(.notFound, "There is no dead job of this number.") }

    package static var noProject: StoreError { StoreError(.notFound, "There is no such project.") }

    static var projectNameTaken: StoreError { StoreError(.conflict, "There is a project of this name already.") }

    package static var noPerson: StoreError { StoreError(.notFound, "There is no such person.") }

    static func loginTaken(_ login: LoginName) -> StoreError {
        StoreError(.conflict, "Somebody has the log-in name \(login) already.")
    }

    static func motusUserTaken(by login: LoginName) -> StoreError {
        StoreError(.conflict, "\(login) is bound to that account at Motus already; part or remove them first.")
    }

    static var noAdministratorLeft: StoreError {
        StoreError(.conflict, "This is the last administrator who can log in; make somebody else one first.")
    }

    package static var noToken: StoreError { StoreError(.notFound, "There is no such token.") }

    static var secretUsedTwice: StoreError { StoreError(.conflict, "This secret was used before.") }

    static var answerKept: StoreError { StoreError(.conflict, "An answer to this request is kept already.") }
    static var noAnswerKept: StoreError { StoreError(.notFound, "No answer to this request is kept.") }

    static func changedSince(_ what: String) -> StoreError {
        StoreError(.stale, "The \(what) was changed since it was read: read it again.")
    }
}
