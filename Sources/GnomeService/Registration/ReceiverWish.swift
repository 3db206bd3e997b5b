// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// What somebody wants of a receiver in the register; what is not said stays as it is.
public struct ReceiverWish: Sendable, Hashable {
    /// Its serial.
    public var serial: Serial
    /// What is to be done with it.
    public var act: ReceiverLife.Act
    /// Who owns it.
    public var project: ProjectID?
    /// What people call it.
    public var name: String?
    /// Its key.
    public var key: KeyDigest?

    /// A wish of these parts.
    public init(
        _ act: ReceiverLife.Act, _ serial: Serial, project: ProjectID? = nil, name: String? = nil,
        key: KeyDigest? = nil
    ) {
        self.act = act
        self.serial = serial
        self.project = project
        self.name = name
        self.key = key
    }

    /// What can't be taken as it is.
    public var problems: [InvalidField] {
        [name.flatMap { .line("name", $0, example: "Cabot Head") }].compactMap { $0 }
    }
}
