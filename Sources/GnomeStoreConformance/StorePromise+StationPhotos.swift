// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

extension StorePromise {
    /// What `StationPhotoReading` and `StationPhotoWriting` promise.
    public static let stationPhotos: [StorePromise] = [
        StorePromise("a photo is read back as it was added, picture and all, and goes with its station") { store in
            let stations = [try await store.add("a"), try await store.add("b")]
            let drafts = [
                StationPhotoDraft(
                    station: stations[0].id, mediaType: .jpeg, caption: "é \u{202E}🐦 '\"<b>",
                    picture: jpeg + Array(0...255), addedAt: moment(1)),
                StationPhotoDraft(
                    station: stations[1].id, mediaType: .png, caption: "", picture: png, addedAt: moment(-1)),
                StationPhotoDraft(
                    station: stations[0].id, mediaType: .png, caption: "b",
                    picture: png + [UInt8](repeating: 0, count: StationPhoto.byteLimit - png.count), addedAt: moment(2)),
            ]
            let added = try await store.write { (store) throws(StoreError) in
                var added: [StationPhoto] = []
                for draft in drafts { added.append(try store.add(draft)) }
                return added
            }
            for (photo, draft) in zip(added, drafts) {
                #expect(
                    photo
                        == StationPhoto(
                            id: photo.id, station: draft.station, mediaType: draft.mediaType, caption: draft.caption,
                            size: draft.picture.count, addedAt: draft.addedAt))
                let read = try await store.read { (store) throws(StoreError) in
                    #expect(try store.photo(photo.id) == photo)
                    return try store.picture(of: photo.id)
                }
                #expect(read == draft.picture)
            }
            #expect(try await store.photos(of: stations[0]) == [added[0], added[2]])
            try await store.write { (store) throws(StoreError) in
                try store.remove(added[2].id)
                try store.remove(stations[1].id, seenAs: 1)
            }
            #expect(try await store.photos(of: stations[0]) == [added[0]])
            #expect(try await store.photos(of: stations[1]) == [])
            try await store.read { (store) throws(StoreError) in
                #expect(try store.photo(added[1].id) == nil)
                #expect(try store.picture(of: added[1].id) == nil)
            }
            await store.refuses(.notFound) { store in
                try await store.write { (store) throws(StoreError) in try store.remove(added[2].id) }
            }
        },
        StorePromise("a photo that is no picture, too large, one too many, or of no station is refused") { store in
            let station = try await store.add("a")
            func add(
                _ picture: [UInt8], _ type: StationPhoto.MediaType = .jpeg, caption: String = "",
                to station: StationID
            ) async throws(StoreError) {
                let draft = StationPhotoDraft(
                    station: station, mediaType: type, caption: caption, picture: picture, addedAt: moment(0))
                _ = try await store.write { (store) throws(StoreError) in try store.add(draft) }
            }
            let large = jpeg + [UInt8](repeating: 0, count: StationPhoto.byteLimit)
            for wrong in [[], png, Array("<svg>".utf8), large] {
                await store.refuses(.invalid) { _ in try await add(wrong, to: station.id) }
            }
            await store.refuses(.invalid) { _ in try await add(jpeg, .png, to: station.id) }
            await store.refuses(.invalid) { _ in try await add(jpeg, caption: "a\u{0}", to: station.id) }
            await store.refuses(.notFound) { _ in try await add(jpeg, to: StationID(rawValue: 99)) }
            for _ in 0..<StationPhoto.countLimit { try await add(jpeg, to: station.id) }
            await store.refuses(.conflict) { _ in try await add(jpeg, to: station.id) }
            #expect(try await store.photos(of: station).count == StationPhoto.countLimit)
        },
    ]
}

private let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0]
private let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

extension Store {
    fileprivate func photos(of station: Station) async throws(StoreError) -> [StationPhoto] {
        try await read { (store) throws(StoreError) in try store.photos(of: station.id) }
    }
}
