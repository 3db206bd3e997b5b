// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func add(_ observations: [ObservationDraft]) throws(StoreError) -> Int {
        guard !observations.isEmpty else { return 0 }
        var placed = if let remembered = remembered(observations) { remembered } else { try place(observations) }
        // In the order of the key, so that rows that lie side by side are added side by side.
        placed.sort(by: PlacedObservation.areSideBySide)
        let single = placed.filter { $0.details.contains(.raw) }
        try noteMonths(of: single)
        var new = try insert(single)
        if single.count < placed.count {
            new = (new + placed.filter { !$0.details.contains(.raw) }).sorted(by: PlacedObservation.areSideBySide)
        }
        try sumUp(new)
        try setLatest(new)
        connection.memory.addedObservations(of: observations.lazy.map(\.frame))
        return new.count
    }

    /// Observations of series that their receivers are remembered to have: nearly always all of them, else nothing.
    private func remembered(_ observations: [ObservationDraft]) -> [PlacedObservation]? {
        let memory = connection.memory
        var placed: [PlacedObservation] = []
        placed.reserveCapacity(observations.count)
        for draft in observations {
            guard let number = memory.numbers[draft.observation.series],
                memory.series[draft.receiver]?.contains(number) == true
            else { return nil }
            placed.append(PlacedObservation(draft, series: number))
        }
        return placed
    }

    /// Those observations that their receivers may have, with the numbers of their series, which are given where there is
    /// none.
    private func place(_ observations: [ObservationDraft]) throws(StoreError) -> [PlacedObservation] {
        let known = try knownNumbers(of: Set(observations.map(\.observation.series)))
        try learnSeries(of: Set(observations.map(\.receiver)))
        let memory = connection.memory
        let admitted = SeriesAllowance.admitted(observations) { draft in
            guard let number = known[draft.observation.series] else { return false }
            return memory.series[draft.receiver]?.contains(number) == true
        } count: {
            memory.series[$0]?.count ?? 0
        }
        let numbers = try intern(Set(admitted.map(\.observation.series)), beside: known)
        let placed = admitted.compactMap { draft in
            numbers[draft.observation.series].map { PlacedObservation(draft, series: $0) }
        }
        for observation in placed { memory.learn([observation.series], of: observation.receiver) }
        return placed
    }

    /// Inserts single observations that lie in the order of the key, and returns those that were not there.
    private func insert(_ placed: [PlacedObservation]) throws(StoreError) -> [PlacedObservation] {
        // Of a new frame there can't be any, so nothing has to be looked up and nothing has to come back.
        let newFrames = connection.memory.newFrames
        var (new, others) = ([PlacedObservation](), [PlacedObservation]())
        for observation in placed {
            if !newFrames.contains(observation.frame) {
                others.append(observation)
            } else if new.last?.isSame(as: observation) != true {
                new.append(observation)
            }
        }
        try connection.execute(
            """
            INSERT INTO observations (receiver_id, series_id, moment, frame_id, device_at, value)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            rows: new.map(\.sqlValues))
        guard !others.isEmpty else { return new }
        let added: [FrameID?] = try connection.firstOfEach(
            """
            INSERT INTO observations (receiver_id, series_id, moment, frame_id, device_at, value)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (receiver_id, series_id, moment, frame_id) DO NOTHING
            RETURNING frame_id
            """,
            rows: others.map(\.sqlValues))
        return (new + zip(others, added).filter { $1 != nil }.map(\.0)).sorted(by: PlacedObservation.areSideBySide)
    }

    func removeSeries(of receiver: ReceiverID) throws(StoreError) {
        try connection.execute("DELETE FROM observations WHERE receiver_id = $1", receiver.sql)
        try connection.execute("DELETE FROM observation_summaries WHERE receiver_id = $1", receiver.sql)
        try connection.execute("DELETE FROM receiver_series WHERE receiver_id = $1", receiver.sql)
        connection.memory.forgetSeries(of: receiver)
    }

    /// The numbers of series; those that have none get one.
    private func intern(_ series: Set<Series>, beside known: [Series: Int64]) throws(StoreError) -> [Series: Int64] {
        let unknown = series.filter { known[$0] == nil }.sorted()
        let given: [Int64?] = try connection.firstOfEach(
            "INSERT INTO series (class, name) VALUES ($1, $2) RETURNING id",
            rows: unknown.map { [$0.kind.sql, $0.name.sql] })
        var numbers = known
        for case (let series, let number?) in zip(unknown, given) {
            numbers[series] = number
            connection.memory.learn(number, of: series)
        }
        return numbers
    }

    /// The numbers of those series that have one, and of all that are remembered.
    private func knownNumbers(of series: Set<Series>) throws(StoreError) -> [Series: Int64] {
        var numbers = connection.memory.numbers
        let asked = series.filter { numbers[$0] == nil }.sorted()
        guard !asked.isEmpty else { return numbers }
        for (series, number) in try self.numbers(of: asked) {
            numbers[series] = number
            connection.memory.learn(number, of: series)
        }
        return numbers
    }

    /// Remembers which series receivers have.
    private func learnSeries(of receivers: Set<ReceiverID>) throws(StoreError) {
        let memory = connection.memory
        memory.makeRoom()
        let unknown = receivers.filter { memory.series[$0] == nil }.sorted { $0.rawValue < $1.rawValue }
        for receiver in unknown { memory.learn([], of: receiver) }
        try connection.run(
            "SELECT series_id FROM receiver_series WHERE receiver_id = $1", rows: unknown.map { [$0.sql] }
        ) { (index, row) throws(StoreError) in
            memory.learn([try row.next()], of: unknown[index])
        }
    }

    /// Notes the months of observations and the months behind them: a database that keeps each apart makes its place now.
    private func noteMonths(of placed: [PlacedObservation]) throws(StoreError) {
        var months: Set<ObservationMonth> = []
        var latest = Timestamp(microseconds: .min)
        var last: ObservationMonth?
        for observation in placed {
            latest = max(latest, observation.receivedAt)
            // Nearly all fall into the month of the one before.
            if last?.contains(observation.moment) == true { continue }
            last = ObservationMonth(of: observation.moment)
            if let last { months.insert(last) }
        }
        for month in months { if let next = month.next { months.insert(next) } }
        connection.memory.turn(to: latest)
        months.subtract(connection.memory.months)
        try note(months)
        for month in months { connection.memory.learn(month) }
    }

    private func setLatest(_ placed: [PlacedObservation]) throws(StoreError) {
        var latest: [PlacedObservation] = []
        for observation in placed {
            if latest.last?.isOfSeries(of: observation) == true { latest.removeLast() }
            latest.append(observation)
        }
        try connection.execute(
            """
            INSERT INTO receiver_series (receiver_id, series_id, latest_at, latest_value) VALUES ($1, $2, $3, $4)
            ON CONFLICT (receiver_id, series_id) DO UPDATE SET
                latest_at = excluded.latest_at, latest_value = excluded.latest_value
            WHERE excluded.latest_at >= receiver_series.latest_at
            """,
            rows: latest.map { [$0.receiver.sql, $0.series.sql, $0.moment.sql, $0.value.sql] })
    }
}
