// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

extension StorePromise {
    /// What `ReceiverReading` and `ReceiverWriting` promise; one promise also quarantines frames.
    public static let receivers: [StorePromise] = [
        StorePromise("a receiver is read back as it was registered") { store in
            let drafts = [
                ReceiverDraft(serial: try serial(1), registration: .pending, registeredAt: moment(0)),
                ReceiverDraft(
                    serial: try serial(2), registration: .accepted, name: oddText, key: try digest(0),
                    registeredAt: moment(-5)),
                ReceiverDraft(
                    serial: try #require(Serial("SG-1234RPI35678_1")), registration: .accepted, name: "",
                    registeredAt: moment(1)),
                ReceiverDraft(
                    serial: try #require(Serial("Some'thing;new")), registration: .pending, registeredAt: moment(2)),
            ]
            for draft in drafts {
                let registered = try await store.write { (store) throws(StoreError) in try store.register(draft) }
                #expect(registered.serial == draft.serial)
                #expect(registered.registration == draft.registration)
                #expect(registered.name?.utf8.elementsEqual(draft.name?.utf8 ?? "".utf8) ?? (draft.name == nil))
                #expect(registered.key == draft.key)
                #expect(registered.heldKey == nil)
                #expect(registered.registeredAt == draft.registeredAt)
                let read = try await store.read { (store) throws(StoreError) in try store.receivers([draft.serial]) }
                #expect(read == [draft.serial: registered])
            }
        },
        StorePromise("a serial is registered once, and the second time is a conflict that changes nothing") { store in
            let first = try await store.registerOne()
            let again = ReceiverDraft(
                serial: first.serial, registration: .pending, name: "other", registeredAt: moment(9))
            let error = await #expect(throws: StoreError.self) {
                try await store.write { (store) throws(StoreError) in _ = try store.register(again) }
            }
            #expect(error?.code == .conflict)
            let read = try await store.read { (store) throws(StoreError) in try store.receivers([first.serial]) }
            #expect(read == [first.serial: first])
        },
        StorePromise("a closure that takes a conflict for an answer goes on, and is kept") { store in
            let first = try await store.registerOne()
            let other = try serial(2)
            try await store.write { (store) throws(StoreError) in
                let draft = ReceiverDraft(serial: first.serial, registration: .pending, registeredAt: moment(1))
                do throws(StoreError) { _ = try store.register(draft) } catch { #expect(error.code == .conflict) }
                _ = try store.register(ReceiverDraft(serial: other, registration: .pending, registeredAt: moment(1)))
            }
            let count = try await store.read { (store) throws(StoreError) in try store.receiverCount() }
            #expect(count == 2)
        },
        StorePromise("a serial without a receiver is missing from the answer") { store in
            let receiver = try await store.registerOne()
            let unknown = try serial(2)
            let read = try await store.read { (store) throws(StoreError) in
                try store.receivers([unknown, receiver.serial, receiver.serial])
            }
            #expect(read == [receiver.serial: receiver])
            let none = try await store.read { (store) throws(StoreError) in try store.receivers([]) }
            #expect(none.isEmpty)
        },
        StorePromise("all of a receiver but its id, serial and key can be changed, and changed back") { store in
            let original = try await store.registerOne()
            let held = HeldKey(key: try digest(2), since: moment(3), frames: 4)
            let changed = Receiver.Registration.allCases.map { registration in
                Receiver(
                    id: original.id, serial: original.serial, registration: registration, since: moment(8),
                    project: ProjectID(rawValue: 7), name: oddText,
                    heldKey: held, registeredAt: moment(5), purgedAt: moment(6), revision: 9)
            }
            for receiver in changed + [original] {
                try await store.write { (store) throws(StoreError) in try store.update(receiver) }
                let read = try await store.read { (store) throws(StoreError) in
                    try store.receivers([original.serial])
                }
                #expect(read == [original.serial: receiver])
            }
        },
        StorePromise("those that were decommissioned long ago and are not purged are found, the oldest first") {
            store in
            let receivers = try await store.register(1, 2, 3, 4, 5)
            try await store.write { (store) throws(StoreError) in
                for (receiver, since) in zip(receivers, [30, 10, 20, 5, 40] as [Int64]) {
                    var changed = receiver
                    (changed.registration, changed.since) = (.decommissioned, moment(since))
                    if since == 5 { changed.purgedAt = moment(6) }
                    try store.update(changed)
                }
            }
            try await store.read { (store) throws(StoreError) in
                func found(_ time: Int64, limit: Int = 9) throws(StoreError) -> [ReceiverID] {
                    try store.receivers(decommissionedBefore: moment(time), limit: limit).map(\.id)
                }
                #expect(try found(40) == [receivers[1].id, receivers[2].id, receivers[0].id])
                #expect(try found(30, limit: 1) == [receivers[1].id])
                #expect(try found(10) == [])
            }
        },
        StorePromise("a receiver that is not there can't be changed") { store in
            let receiver = try await store.registerOne()
            var unknown = receiver
            unknown.id = ReceiverID(rawValue: receiver.id.rawValue + 1)
            var renamed = receiver
            renamed.serial = try serial(2)
            for wrong in [unknown, renamed] {
                let error = await #expect(throws: StoreError.self) {
                    try await store.write { (store) throws(StoreError) in try store.update(wrong) }
                }
                #expect(error?.code == .notFound)
            }
        },
        StorePromise("a receiver that was never heard has an empty status") { store in
            let receiver = try await store.registerOne()
            let read = try await store.read { (store) throws(StoreError) in try store.statuses([receiver.id]) }
            #expect(read == [receiver.id: ReceiverStatus()])
        },
        StorePromise("a status is read back as it was written, and replaced as a whole") { store in
            let receivers = try await store.register(1, 2)
            let (first, second) = (receivers[0].id, receivers[1].id)
            for way in Way.allCases {
                var full = ReceiverStatus()
                full.firstContactAt = moment(1)
                full.lastContactAt = moment(2)
                full.lastContactWay = way
                full.nextContactAt = moment(3)
                full.lastReport = FrameID(rawValue: 4)
                full.lastReportAt = moment(5)
                full.frames = 6
                for status in [full, ReceiverStatus()] {
                    let written = [first: status, second: full]
                    try await store.write { (store) throws(StoreError) in try store.setStatuses(written) }
                    let read = try await store.read { (store) throws(StoreError) in
                        try store.statuses([first, second])
                    }
                    #expect(read == written)
                }
            }
        },
        StorePromise("what Motus knows is read back as it was written, and replaced as a whole") { store in
            let receiver = try await store.registerOne()
            for status in [MotusDeployment.Status.active, .pending, .terminated] {
                let full = MotusDeployment(
                    motusID: 1, projectID: 2, deviceID: 3, receiverType: oddText, name: oddText, status: status,
                    start: moment(4))
                let bare = MotusDeployment(
                    motusID: .max, projectID: nil, deviceID: nil, receiverType: nil, name: nil, status: status,
                    start: nil)
                for deployment in [full, bare] {
                    try await store.write { (store) throws(StoreError) in
                        try store.setMotusDeployments([receiver.id: deployment])
                    }
                    let read = try await store.read { (store) throws(StoreError) in
                        try store.overview(receiver.serial)
                    }
                    #expect(read?.motus == deployment)
                }
            }
        },
        StorePromise("an overview holds the receiver, its status, what Motus knows, and its count in quarantine") {
            store in
            let receivers = try await store.register(1, 2)
            var status = ReceiverStatus()
            status.frames = 7
            let deployment = MotusDeployment(
                motusID: 1, projectID: nil, deviceID: nil, receiverType: nil, name: nil, status: .active, start: nil)
            try await store.write { [status] (store) throws(StoreError) in
                try store.setStatuses([receivers[0].id: status])
                try store.setMotusDeployments([receivers[0].id: deployment])
                _ = try store.quarantine([
                    quarantineDraft(receivers[0].serial, "a"), quarantineDraft(receivers[0].serial, "b", .keyChanged),
                    quarantineDraft(nil, "c", .noSerial),
                ])
            }
            let full = ReceiverOverview(receiver: receivers[0], status: status, motus: deployment, quarantined: 2)
            let bare = ReceiverOverview(receiver: receivers[1], status: ReceiverStatus(), motus: nil, quarantined: 0)
            let unknown = try serial(3)
            try await store.read { (store) throws(StoreError) in
                #expect(try store.overview(receivers[0].serial) == full)
                #expect(try store.overview(receivers[1].serial) == bare)
                #expect(try store.overview(unknown) == nil)
                #expect(try store.overviews(after: nil, limit: 10) == [full, bare])
            }
        },
        StorePromise("the register is paged in the order of serials") { store in
            let numbers = [30, 10, 50, 20, 40]
            var serials: [Serial] = []
            for number in numbers { serials += try await store.register(number).map(\.serial) }
            serials.append(try #require(Serial("zz")))
            serials.append(try #require(Serial("Aa")))
            let others = serials.suffix(2)
            try await store.write { (store) throws(StoreError) in
                for serial in others {
                    _ = try store.register(
                        ReceiverDraft(serial: serial, registration: .pending, registeredAt: moment(0)))
                }
            }
            try await store.read { [serials] (store) throws(StoreError) in
                var paged: [Serial] = []
                while true {
                    let page = try store.overviews(after: paged.last, limit: 2)
                    #expect(page.count <= 2)
                    paged += page.map(\.receiver.serial)
                    if page.isEmpty { break }
                }
                #expect(paged == serials.sorted())
                #expect(try store.receiverCount() == serials.count)
                #expect(try store.overviews(after: nil, limit: 0).isEmpty)
                #expect(try store.overviews(after: nil, limit: -1).isEmpty)
            }
        },
    ]
}
