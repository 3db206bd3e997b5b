// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// Why somebody is not let in, or may not do what they ask for.
public enum AccessError: Classified, Hashable {
    /// What they showed proves nothing; of what it was about nothing is told.
    case refused
    /// Too many tries, and how long to wait.
    case throttled(Duration)
    /// Who would have to say who they are does not answer.
    case unanswered(String)
    /// What is answered by who would have to say who they are can't be understood.
    case misunderstood(String)
    /// They may not, and why.
    case forbidden(String)
    /// What they wrote can't be taken, field by field.
    case invalid(InvalidFields)
    /// The store could not do it.
    case store(StoreError)

    /// What to do about it.
    public var disposition: Disposition {
        switch self {
        case .refused, .forbidden: .denied
        case .throttled, .unanswered, .misunderstood: .unavailable
        case .invalid(let fields): fields.disposition
        case .store(let error): error.disposition
        }
    }

    /// The sentence for people.
    public var description: String {
        switch self {
        case .refused: "This does not let you in: it is wrong, used up or expired."
        case .throttled: "There were too many tries. Wait a little, then try again."
        case .unanswered(let reason), .misunderstood(let reason), .forbidden(let reason): reason
        case .invalid(let fields): fields.description
        case .store(let error): error.description
        }
    }

    /// Whether both say the same.
    public static func == (lhs: AccessError, rhs: AccessError) -> Bool {
        switch (lhs, rhs) {
        case (.refused, .refused): true
        case (.throttled(let left), .throttled(let right)): left == right
        case (.unanswered(let left), .unanswered(let right)): left == right
        case (.misunderstood(let left), .misunderstood(let right)): left == right
        case (.forbidden(let left), .forbidden(let right)): left == right
        case (.invalid(let left), .invalid(let right)): left == right
        case (.store(let left), .store(let right)): left.code == right.code
        default: false
        }
    }

    /// Hashes what is told of it.
    public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}
