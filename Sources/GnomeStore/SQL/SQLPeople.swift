// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func people(_ ids: [PersonID]) throws(StoreError) -> [Person] {
        var people: [Person] = try connection.all(
            """
            SELECT id, login, name, is_administrator, motus_user, disabled_at, created_at, revision
            FROM people WHERE id = $1
            """,
            rows: ids.map { [$0.sql] })
        try connection.run(
            """
            SELECT project_id, role FROM memberships WHERE person_id = $1
            UNION ALL SELECT project_id, NULL FROM motus_memberships WHERE person_id = $1
            """, rows: people.map { [$0.id.sql] }
        ) { (index, row) throws(StoreError) in
            let (project, role): (ProjectID, Role?) = (try row.next(), try row.next())
            if let role { people[index].roles[project] = role } else { people[index].motus?.projects.insert(project) }
        }
        return people.sorted { $0.login < $1.login }
    }

    func people(after: LoginName?, limit: Int) throws(StoreError) -> [Person] {
        try people(
            connection.all(
                "SELECT id FROM people WHERE login > $1 ORDER BY login LIMIT $2", (after?.text ?? "").sql, limit.limit))
    }

    func members(of project: ProjectID, after: LoginName?, limit: Int) throws(StoreError) -> [Person] {
        try people(
            connection.all(
                """
                SELECT id FROM people
                WHERE login > $2 AND id IN (
                    SELECT person_id FROM memberships WHERE project_id = $1
                    UNION SELECT person_id FROM motus_memberships WHERE project_id = $1)
                ORDER BY login LIMIT $3
                """,
                project.sql, (after?.text ?? "").sql, limit.limit))
    }

    func memberCount(of project: ProjectID) throws(StoreError) -> Int {
        try connection.first("SELECT count(*) FROM memberships WHERE project_id = $1", project.sql) ?? 0
    }

    func person(named login: LoginName) throws(StoreError) -> Person? {
        try people(connection.all("SELECT id FROM people WHERE login = $1", login.sql)).first
    }

    func person(ofMotus user: Int64) throws(StoreError) -> Person? {
        try people(connection.all("SELECT id FROM people WHERE motus_user = $1", user.sql)).first
    }

    func people(confirmedByMotusBefore moment: Timestamp, limit: Int) throws(StoreError) -> [Person] {
        let ids: [PersonID] = try connection.all(
            """
            SELECT id FROM people
            WHERE motus_user IS NOT NULL AND motus_confirmed_at < $1
                AND id IN (SELECT person_id FROM motus_memberships)
            ORDER BY id LIMIT $2
            """,
            moment.sql, limit.limit)
        return try people(ids).sorted { $0.id < $1.id }
    }

    func passwordHash(of person: PersonID) throws(StoreError) -> String? {
        let hash: String?? = try connection.first("SELECT password_hash FROM people WHERE id = $1", person.sql)
        return hash ?? nil
    }

    func activeAdministratorCount() throws(StoreError) -> Int {
        try connection.first(
            """
            SELECT count(*) FROM people
            WHERE is_administrator = 1 AND disabled_at IS NULL AND password_hash IS NOT NULL
            """) ?? 0
    }

    func add(_ draft: PersonDraft) throws(StoreError) -> Person {
        try check(draft)
        let id: PersonID? = try connection.first(
            """
            INSERT INTO people (login, name, is_administrator, motus_user, motus_confirmed_at, password_hash,
                created_at, revision)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 1) RETURNING id
            """,
            draft.login.sql, draft.name.sql, draft.isAdministrator.sql, (draft.motus?.user).sql,
            draft.motus.map { _ in draft.createdAt }.sql, draft.passwordHash.sql, draft.createdAt.sql)
        guard let id else { throw .noPerson }
        try setRoles(draft.roles, draft.motus, of: id)
        return try existing(id)
    }

    func change(_ person: Person) throws(StoreError) -> Person {
        try checkChange(to: person)
        try connection.execute(
            """
            UPDATE people SET login = $2, name = $3, is_administrator = $4, motus_user = $5, disabled_at = $6,
                revision = revision + 1
            WHERE id = $1
            """,
            person.id.sql, person.login.sql, person.name.sql, person.isAdministrator.sql, (person.motus?.user).sql,
            person.disabledAt.sql)
        try setRoles(person.roles, person.motus, of: person.id)
        return try existing(person.id)
    }

    func remove(_ person: PersonID, seenAs revision: Int64) throws(StoreError) {
        try checkRemoval(of: person, seenAs: revision)
        try connection.execute("DELETE FROM tokens WHERE person_id = $1", person.sql)
        try connection.execute("DELETE FROM sessions WHERE person_id = $1", person.sql)
        try setRoles([:], nil, of: person)
        try connection.execute("DELETE FROM people WHERE id = $1", person.sql)
    }

    func setPasswordHash(_ hash: String, of person: PersonID) throws(StoreError) {
        let id: PersonID? = try connection.first(
            "UPDATE people SET password_hash = $2 WHERE id = $1 RETURNING id", person.sql, hash.sql)
        guard id != nil else { throw .noPerson }
    }

    func confirmByMotus(_ person: PersonID, at moment: Timestamp) throws(StoreError) {
        let id: PersonID? = try connection.first(
            "UPDATE people SET motus_confirmed_at = $2 WHERE id = $1 RETURNING id", person.sql, moment.sql)
        guard id != nil else { throw .noPerson }
    }

    /// Ends what Motus' word gave in a project; whoever has read the people before sees that they were changed.
    func endMotusMemberships(of project: ProjectID) throws(StoreError) {
        try connection.execute(
            """
            UPDATE people SET revision = revision + 1
            WHERE id IN (SELECT person_id FROM motus_memberships WHERE project_id = $1)
            """, project.sql)
        try connection.execute("DELETE FROM motus_memberships WHERE project_id = $1", project.sql)
    }

    private func setRoles(
        _ roles: [ProjectID: Role], _ motus: MotusBinding?, of person: PersonID
    ) throws(StoreError) {
        try connection.execute("DELETE FROM memberships WHERE person_id = $1", person.sql)
        try connection.execute(
            "INSERT INTO memberships (person_id, project_id, role) VALUES ($1, $2, $3)",
            rows: roles.map { [person.sql, $0.key.sql, $0.value.sql] })
        try connection.execute("DELETE FROM motus_memberships WHERE person_id = $1", person.sql)
        try connection.execute(
            "INSERT INTO motus_memberships (person_id, project_id) VALUES ($1, $2)",
            rows: (motus?.projects ?? []).map { [person.sql, $0.sql] })
    }

    private func existing(_ id: PersonID) throws(StoreError) -> Person {
        guard let person = try person(id) else { throw .noPerson }
        return person
    }
}

/// Without the roles and what Motus opens, which stand in rows of their own.
extension Person: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(
            id: try row.next(), login: try row.next(), name: try row.next(), isAdministrator: try row.next(),
            motus: (try row.next() as Int64?).map { MotusBinding(user: $0) }, disabledAt: try row.next(),
            createdAt: try row.next(), revision: try row.next())
    }
}
