// SPDX-License-Identifier: Apache-2.0

/// What became of a receiver that a person put into the register, as the API answers.
public struct AddedView: Sendable, Hashable, Codable {
    /// The receiver as it is now.
    public var receiver: ReceiverView
    /// What was done.
    public var outcome: RegistrationService.Registered.Outcome
    /// How many frames that had waited for it were taken in.
    public var released: Int

    /// A view of these parts.
    public init(receiver: ReceiverView, outcome: RegistrationService.Registered.Outcome, released: Int) {
        self.receiver = receiver
        self.outcome = outcome
        self.released = released
    }
}
