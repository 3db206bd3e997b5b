// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Deployments beside each other")
struct DeploymentRulesTests {
    static func day(_ number: Int64) -> Timestamp { Timestamp(seconds: number * 86_400) }

    static func deployment(
        _ id: Int64, receiver: Int64 = 1, station: Int64 = 1, from start: Int64, to end: Int64?
    ) throws -> Deployment {
        let interval = try #require(Interval(start: day(start), end: end.map(day)))
        return Deployment(
            id: DeploymentID(rawValue: id),
            details: DeploymentDetails(
                receiver: ReceiverID(rawValue: receiver), station: StationID(rawValue: station), interval: interval,
                antennas: [Antenna(port: 1, type: "yagi-5", bearing: 90)], expectations: Expectations(isSolar: true)))
    }

    @Test(
        "Two spans overlap exactly when a day lies in both",
        arguments: [(0, 4), (0, 5), (3, 6), (4, 9), (5, 9), (6, nil), (0, nil)] as [(Int64, Int64?)])
    func overlap(start: Int64, end: Int64?) throws {
        let fixed = try #require(Interval(start: Self.day(4), end: Self.day(6)))
        let other = try #require(Interval(start: Self.day(start), end: end.map(Self.day)))
        let shared = (0..<12).contains { day in
            fixed.contains(Self.day(day)) && other.contains(Self.day(day))
        }
        #expect(fixed.overlaps(other) == shared)
        #expect(other.overlaps(fixed) == shared)
    }

    @Test(
        "A span lies within another exactly when each of its days does",
        arguments: [(3, 5), (4, 5), (4, 6), (5, 7), (4, nil), (0, nil), (7, 9)] as [(Int64, Int64?)])
    func within(start: Int64, end: Int64?) throws {
        let fixed = try #require(Interval(start: Self.day(4), end: Self.day(6)))
        let other = try #require(Interval(start: Self.day(start), end: end.map(Self.day)))
        func days(of span: Interval) -> Set<Int64> { Set((0..<12).filter { span.contains(Self.day($0)) }) }
        #expect(fixed.contains(other) == days(of: other).isSubset(of: days(of: fixed)))
        #expect(other.contains(fixed) == days(of: fixed).isSubset(of: days(of: other)))
        #expect(other.contains(other))
    }

    @Test("A span that would end before it begins, or at once, does not exist", arguments: [3, 4] as [Int64])
    func emptySpan(end: Int64) {
        #expect(Interval(start: Self.day(4), end: Self.day(end)) == nil)
    }

    @Test("A receiver can't be in two places at once, but two receivers can be in one")
    func twoPlaces() throws {
        let here = try Self.deployment(1, from: 0, to: 10)
        let there = try Self.deployment(2, station: 2, from: 9, to: nil)
        let neighbour = try Self.deployment(3, receiver: 2, from: 5, to: nil)
        #expect(DeploymentRules.obstacle(to: there.details, among: [neighbour, here]) == here)
        #expect(DeploymentRules.obstacle(to: neighbour.details, among: [here]) == nil)
        #expect(DeploymentRules.obstacle(to: here.details, replacing: here.id, among: [here]) == nil)
        let after = try Self.deployment(4, station: 2, from: 10, to: nil)
        #expect(DeploymentRules.obstacle(to: after.details, among: [here]) == nil)
    }

    @Test("A swap leaves no gap and no overlap, and keeps what belongs to the mast")
    func swap() throws {
        let deployment = try Self.deployment(1, from: 0, to: nil)
        let (ended, begun) = try #require(
            DeploymentRules.swap(deployment, for: ReceiverID(rawValue: 2), at: Self.day(7)))
        #expect(ended.details.interval.end == begun.interval.start)
        #expect(begun.interval.end == nil)
        #expect(begun.antennas == deployment.details.antennas)
        #expect(begun.expectations == deployment.details.expectations)
        let whole = [ended, Deployment(id: DeploymentID(rawValue: 2), details: begun)]
        #expect(DeploymentRules.gaps(in: whole) == [])
    }

    @Test("A swap of what is over, has not begun, or stays the same is none")
    func noSwap() throws {
        let deployment = try Self.deployment(1, from: 5, to: 8)
        let other = ReceiverID(rawValue: 2)
        #expect(DeploymentRules.swap(deployment, for: other, at: Self.day(8)) == nil)
        #expect(DeploymentRules.swap(deployment, for: other, at: Self.day(5)) == nil)
        #expect(DeploymentRules.swap(deployment, for: other, at: Self.day(4)) == nil)
        #expect(DeploymentRules.swap(deployment, for: deployment.details.receiver, at: Self.day(6)) == nil)
    }

    @Test("Gaps are what no deployment covers, whatever the order and however they nest")
    func gaps() throws {
        let deployments = try [
            Self.deployment(3, from: 20, to: nil), Self.deployment(1, from: 0, to: 10),
            Self.deployment(2, receiver: 2, from: 2, to: 4), Self.deployment(4, receiver: 3, from: 30, to: 31),
            Self.deployment(5, receiver: 4, from: 12, to: 14),
        ]
        let expected = try [(10, 12), (14, 20)].map { try #require(Interval(start: Self.day($0), end: Self.day($1))) }
        #expect(DeploymentRules.gaps(in: deployments) == expected)
        #expect(DeploymentRules.gaps(in: []) == [])
    }
}
