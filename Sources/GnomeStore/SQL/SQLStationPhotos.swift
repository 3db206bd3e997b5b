// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func photos(of station: StationID) throws(StoreError) -> [StationPhoto] {
        try photos(connection.all("SELECT id FROM station_photos WHERE station_id = $1 ORDER BY id", station.sql))
    }

    func photo(_ id: StationPhotoID) throws(StoreError) -> StationPhoto? { try photos([id]).first }

    private func photos(_ ids: [StationPhotoID]) throws(StoreError) -> [StationPhoto] {
        try connection.all(
            """
            SELECT id, station_id, media_type, caption, length(picture), added_at FROM station_photos WHERE id = $1
            """,
            rows: ids.map { [$0.sql] })
    }

    func picture(of photo: StationPhotoID) throws(StoreError) -> [UInt8]? {
        try connection.first("SELECT picture FROM station_photos WHERE id = $1", photo.sql)
    }

    func add(_ draft: StationPhotoDraft) throws(StoreError) -> StationPhoto {
        try check(draft)
        let id: StationPhotoID? = try connection.first(
            """
            INSERT INTO station_photos (station_id, media_type, caption, added_at, picture) VALUES ($1, $2, $3, $4, $5)
            RETURNING id
            """,
            draft.station.sql, draft.mediaType.sql, draft.caption.sql, draft.addedAt.sql, draft.picture.sql)
        guard let id else { throw .noPhoto }
        return StationPhoto(draft, id: id)
    }

    func remove(_ photo: StationPhotoID) throws(StoreError) {
        let gone: StationPhotoID? = try connection.first(
            "DELETE FROM station_photos WHERE id = $1 RETURNING id", photo.sql)
        guard gone != nil else { throw .noPhoto }
    }
}

extension StationPhoto: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(
            id: try row.next(), station: try row.next(), mediaType: try row.next(), caption: try row.next(),
            size: try row.next(), addedAt: try row.next())
    }
}
