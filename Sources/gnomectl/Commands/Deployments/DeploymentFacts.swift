// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// What the command line says of a deployment: its antennas, and what it is supposed to do.
enum DeploymentFacts {
    private static let antennas = Parameter.options(
        "antenna", value: "antenna", .antenna,
        help: "An antenna, like port=1,type=yagi-5,bearing=90, also with height and frequency; repeat it for each.")
    private static let link = Parameter.option(
        "link", value: "link", ValueForm<Expectations.Link>.choice,
        help: "How its data come: over a network, or by somebody who fetches the card.")
    private static let solar = Parameter.option(
        "solar", value: "answer", .answer, help: "Whether it lives on the sun.")
    private static let dutyCycle = Parameter.option(
        "duty-cycle", value: "part", .number(0.001...1), help: "Which part of the day it is switched on.")
    private static let months = Parameter.option(
        "months", value: "months", .months, help: "The months in which it serves: 4-10, or 1,2,11,12.")

    /// The options.
    static let parameters = [
        antennas.declaration, link.declaration, solar.declaration, dutyCycle.declaration, months.declaration,
    ]

    /// What is to be said of a deployment: what the call gives, and what was said of it before.
    static func members(
        of invocation: Invocation, antennas before: [Antenna] = [], expectations: ExpectationsAnswer? = nil
    ) -> [String: JSONValue] {
        let antennas = invocation[antennas].isEmpty ? before : invocation[antennas]
        let usual = Expectations()
        let months = invocation[months] ?? expectations?.months ?? usual.months.sorted().map(Int64.init)
        return [
            "antennas": .array(antennas.map(\.json)),
            "expectations": .object([
                "link": .string(invocation[link]?.rawValue ?? expectations?.link ?? usual.link.rawValue),
                "isSolar": .bool(invocation[solar] ?? expectations?.isSolar ?? usual.isSolar),
                "dutyCycle": .number(invocation[dutyCycle] ?? expectations?.dutyCycle ?? usual.dutyCycle),
                "months": .array(months.map { .integer($0) }),
            ]),
        ]
    }
}

extension Antenna {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = ["port": .integer(Int64(port)), "type": .string(type)]
        members["bearing"] = bearing.map { .number($0) }
        members["height"] = height.map { .number($0) }
        members["frequency"] = frequency.map { .number($0) }
        return .object(members)
    }
}

extension ValueForm where Value == Antenna {
    /// An antenna: `port=1,type=yagi-5,bearing=90`.
    static var antenna: ValueForm {
        ValueForm(form: Form(expectation: "port and type, and what is known besides: port=1,type=yagi-5,bearing=90")) {
            text in
            var parts: [String: String] = [:]
            for pair in text.split(separator: ",") {
                let halves = pair.split(separator: "=", maxSplits: 1)
                guard halves.count == 2, parts.updateValue(String(halves[1]), forKey: String(halves[0])) == nil else {
                    return nil
                }
            }
            guard let port = parts.removeValue(forKey: "port").flatMap({ Int($0) }),
                let type = parts.removeValue(forKey: "type")
            else { return nil }
            var antenna = Antenna(port: port, type: type)
            for (name, value) in parts {
                guard let number = Double(value) else { return nil }
                switch name {
                case "bearing": antenna.bearing = number
                case "height": antenna.height = number
                case "frequency": antenna.frequency = number
                default: return nil
                }
            }
            return antenna.problems.isEmpty ? antenna : nil
        }
    }
}

extension ValueForm where Value == [Int64] {
    /// Months: `4-10`, `1,2,11,12`.
    static var months: ValueForm {
        ValueForm(form: Form(expectation: "months from 1 to 12, like 4-10 or 1,2,11,12")) { text in
            var months: Set<Int64> = []
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
                guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
                    first <= last, first >= 1, last <= 12
                else { return nil }
                months.formUnion(first...last)
            }
            return months.sorted()
        }
    }
}
