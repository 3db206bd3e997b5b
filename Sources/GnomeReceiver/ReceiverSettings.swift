// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeTransport

/// Who a receiver is, where it keeps what it has not sent, and how it sends.
public struct ReceiverSettings: Sendable {
    /// The serial.
    public var serial: Serial
    /// The folder of the spool; made where it is missing, and used by one process at a time.
    public var folder: String
    /// The most bytes that the spool takes on the disk; then the oldest messages go.
    public var spoolLimit = 64 << 20
    /// Whether each message is flushed to the disk before it counts as kept; only receivers that do not exist can do without.
    public var survivesPowerFailures = true
    /// How messages are written.
    public var form = UplinkMessage.Form.compact
    /// How many messages may be sent and not confirmed.
    public var window = 64
    /// The bound of the first wait after a failure, and the longest wait; each is random below its bound.
    public var retryDelay = Duration.seconds(1)...Duration.seconds(60)

    /// Settings with these and else the usual ones.
    public init(serial: Serial, folder: String) {
        self.serial = serial
        self.folder = folder
    }
}

/// Something that a client wants to be known: what to log.
@nonexhaustive
public enum ReceiverEvent: Sendable {
    /// A message is where it belongs, and has left the spool.
    case sent(id: String)
    /// A message could not be sent; it is tried again after a pause.
    case waiting(TransportError, pause: Duration)
    /// So many messages were pushed out of the spool or lost to damage; the next message tells the server.
    case dropped(Int)
    /// A command came that can't be read, or is for another receiver; it is passed over.
    case odd(command: String)
    /// A command has ended.
    case ended(CommandOutcome)
    /// The disk refused what must be remembered; it is tried again after a pause, and nothing is done meanwhile.
    case stuck(SpoolError)
}
