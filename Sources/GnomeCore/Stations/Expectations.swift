// SPDX-License-Identifier: Apache-2.0

/// What a deployment is supposed to do, so that silence can be told from failure.
public struct Expectations: Sendable, Hashable, Codable {
    /// How what it records comes to us.
    public enum Link: String, Sendable, Hashable, Codable, CaseIterable {
        /// Over a network: silence means something.
        case networked
        /// By somebody who fetches the card: silence means nothing.
        case cardOnly
    }

    /// How it is connected.
    public var link: Link
    /// Whether it lives on the sun, so that it may rest at night and in dark months.
    public var isSolar: Bool
    /// Which part of the day it is switched on, from 0.001 to 1; 1 for always.
    public var dutyCycle: Double
    /// The months in which it serves, 1 to 12; all of them for the whole year.
    public var months: Set<Int>

    /// Expectations of these parts.
    public init(link: Link = .networked, isSolar: Bool = false, dutyCycle: Double = 1, months: Set<Int> = allMonths) {
        self.link = link
        self.isSolar = isSolar
        self.dutyCycle = dutyCycle
        self.months = months
    }

    /// January to December.
    public static let allMonths = Set(1...12)

    /// Whether a receiver that keeps silent at a moment is to be missed.
    public func expectsContact(at moment: Timestamp) -> Bool {
        link == .networked && months.contains(CivilTime(moment).month)
    }

    /// What can't be taken as it is.
    public var problems: [InvalidField] {
        var problems: [InvalidField] = []
        if !(dutyCycle.isFinite && (0.001...1).contains(dutyCycle)) {
            problems.append(
                InvalidField("dutyCycle", "must be a part of the day, from 0.001 to 1", example: "0.5"))
        }
        if months.isEmpty || !months.isSubset(of: Self.allMonths) {
            problems.append(InvalidField("months", "must be months from 1 to 12, at least one", example: "4, 5, 6"))
        }
        return problems
    }

    /// Reads what is given; what is left out is as in a new one.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        link = try container.decodeIfPresent(Link.self, forKey: .link) ?? link
        isSolar = try container.decodeIfPresent(Bool.self, forKey: .isSolar) ?? isSolar
        dutyCycle = try container.decodeIfPresent(Double.self, forKey: .dutyCycle) ?? dutyCycle
        months = try container.decodeIfPresent(Set<Int>.self, forKey: .months) ?? months
    }

    /// Writes every part, the months in order.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(link, forKey: .link)
        try container.encode(isSolar, forKey: .isSolar)
        try container.encode(dutyCycle, forKey: .dutyCycle)
        try container.encode(months.sorted(), forKey: .months)
    }

    private enum CodingKeys: String, CodingKey { case link, isSolar, dutyCycle, months }
}
