// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension MemoryTransaction {
    func photos(of station: StationID) -> [StationPhoto] {
        tables.photos.rows.map(\.photo).filter { $0.station == station }
    }

    func photo(_ id: StationPhotoID) -> StationPhoto? { tables.photos[id]?.photo }

    func picture(of photo: StationPhotoID) -> [UInt8]? { tables.photos[photo]?.picture }

    func add(_ draft: StationPhotoDraft) throws(StoreError) -> StationPhoto {
        try check(draft)
        let row = tables.photos.insert { id in
            MemoryStationPhoto(photo: StationPhoto(draft, id: id), picture: draft.picture)
        }
        guard let row else { throw .noPhoto }
        return row.photo
    }

    func remove(_ photo: StationPhotoID) throws(StoreError) {
        guard tables.photos[photo] != nil else { throw .noPhoto }
        tables.photos.remove(photo)
    }
}

/// A photo with its picture.
struct MemoryStationPhoto: MemoryRow {
    let photo: StationPhoto
    let picture: [UInt8]

    var id: StationPhotoID { photo.id }
    var rowKey: Never? { nil }
}

extension StationPhotoID: MemoryRowID {}
