// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeReceiver

/// Where simulated receivers send, and in which language.
public protocol SimulatedUplink: Sendable {
    /// The way of one receiver.
    func link(for receiver: SimulatedReceiver) -> any ReceiverLink

    /// What a receiver says in one contact, in order.
    ///
    /// - Parameters:
    ///   - receiver: The receiver; it advances with what it says.
    ///   - delay: How long it says it will stay away.
    ///   - now: The time on its clock.
    func messages(
        of receiver: inout SimulatedReceiver, announcing delay: Duration, at now: Timestamp
    ) -> [UplinkMessage]
}
