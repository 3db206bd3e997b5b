// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport
import Synchronization
import Testing

@Suite("The accounts of receivers at the broker")
struct BrokerAccountsTests {
    private static let serial = Serial(sensorgnome: "F28CRPI33503")
    private static let noon = Timestamp(seconds: 1_777_636_800)

    private static func accounts(_ keeper: BrokerKeeper? = nil) async throws -> (BrokerAccounts, MemoryStore) {
        let store = MemoryStore()
        _ = try await RegistrationService(store: store).add(serial, name: nil, at: noon)
        return (BrokerAccounts(store: store, topology: .server, virtualHost: "/", keeper: keeper), store)
    }

    /// A broker that never answers.
    private struct Silent: HTTPClient {
        func send(_ request: HTTPClientRequest) async throws(TransportError) -> HTTPResponse {
            throw TransportError(.unreachable, "There is nobody.")
        }
    }

    @Test("a password is right until it is rotated or revoked, and the store has only its hash")
    func lifeOfPassword() async throws {
        let (accounts, store) = try await Self.accounts()
        let first = try await accounts.issue(Self.serial, at: Self.noon)
        #expect(first.password.utf8.count == 43)
        #expect(!first.isApplied)
        #expect(try await accounts.isRight(user: Self.serial.text, password: first.password))
        let again = await #expect(throws: StoreError.self) { _ = try await accounts.issue(Self.serial, at: Self.noon) }
        #expect(again?.code == .conflict)

        let second = try await accounts.rotate(Self.serial, at: Self.noon.advanced(by: .seconds(1)))
        #expect(second.password != first.password)
        #expect(try await !accounts.isRight(user: Self.serial.text, password: first.password))
        #expect(try await accounts.isRight(user: Self.serial.text, password: second.password))
        #expect(try await !accounts.isRight(user: Self.serial.text.lowercased(), password: second.password))
        #expect(try await !accounts.isRight(user: Self.serial.text, password: ""))
        let kept = try await store.read { store throws(StoreError) in try store.brokerCredentials() }
        #expect(kept.map(\.serial) == [Self.serial])
        #expect(!kept[0].passwordHash.contains(second.password))
        #expect(try await accounts.definitions().users.map(\.passwordHash) == kept.map(\.passwordHash))

        #expect(try await !accounts.revoke(Self.serial, at: Self.noon))
        #expect(try await !accounts.revoke(Self.serial, at: Self.noon))
        #expect(try await !accounts.isRight(user: Self.serial.text, password: second.password))
        #expect(try await accounts.definitions().users.isEmpty)
        let none = await #expect(throws: StoreError.self) { _ = try await accounts.rotate(Self.serial, at: Self.noon) }
        #expect(none?.code == .notFound)
    }

    @Test(
        "the password of a receiver that does not belong here any more is wrong, and it may do nothing",
        arguments: [Receiver.Registration.rejected, .decommissioned])
    func noLongerHere(registration: Receiver.Registration) async throws {
        let (accounts, store) = try await Self.accounts()
        let password = try await accounts.issue(Self.serial, at: Self.noon).password
        #expect(try await accounts.isRight(user: Self.serial.text, password: password))
        #expect(try await accounts.account(of: Self.serial.text, in: "/") != nil)
        try await store.write { store throws(StoreError) in
            guard var receiver = try store.receivers([Self.serial])[Self.serial] else { return }
            receiver.registration = registration
            try store.update(receiver)
        }
        #expect(try await !accounts.isRight(user: Self.serial.text, password: password))
        #expect(try await accounts.account(of: Self.serial.text, in: "/") == nil)
    }

    @Test("a receiver that is named as the server itself at the broker gets no account")
    func serversOwnName() async throws {
        let (_, store) = try await Self.accounts()
        let accounts = BrokerAccounts(
            store: store, topology: .server, virtualHost: "/", user: Self.serial.text)
        let error = await #expect(throws: StoreError.self) { _ = try await accounts.issue(Self.serial, at: Self.noon) }
        #expect(error?.code == .conflict)
        #expect(try await accounts.definitions().users.isEmpty)
    }

    @Test("a hash is what RabbitMQ makes of the password: four bytes of salt, and the SHA-256 of both")
    func hash() async throws {
        let (accounts, _) = try await Self.accounts()
        let issued = try await accounts.issue(Self.serial, at: Self.noon)
        let hash = try #require(try await accounts.definitions().users.first?.passwordHash)
        let bytes = Array(try #require(Data(base64Encoded: hash)))
        #expect(bytes.count == 36)
        #expect(Array(bytes[4...]) == Secrets.sha256(Array(bytes[..<4]) + Array(issued.password.utf8)))
    }

    @Test("a receiver that nobody registered gets no account, and neither does a serial that fits no user's name")
    func refuses() async throws {
        let (accounts, store) = try await Self.accounts()
        let unknown = await #expect(throws: StoreError.self) {
            _ = try await accounts.issue(Serial(sensorgnome: "0000BBBK0000"), at: Self.noon)
        }
        #expect(unknown?.code == .notFound)
        let odd = try #require(Serial("a.b"))
        _ = try await RegistrationService(store: store).add(odd, name: nil, at: Self.noon)
        let error = await #expect(throws: TransportError.self) { _ = try await accounts.issue(odd, at: Self.noon) }
        #expect(error?.code == .invalid)
    }

    @Test("where the broker can't be reached nothing changes: no account is issued, none replaced, none forgotten")
    func brokerAway() async throws {
        let address = try ManagementAddress(url: "http://a:b@localhost")
        let (away, store) = try await Self.accounts(BrokerKeeper(ManagementClient(address, http: Silent())))
        await #expect(throws: TransportError.self) { _ = try await away.issue(Self.serial, at: Self.noon) }
        #expect(try await away.definitions().users.isEmpty)
        let offline = BrokerAccounts(store: store, topology: .server, virtualHost: "/")
        let issued = try await offline.issue(Self.serial, at: Self.noon)
        await #expect(throws: TransportError.self) { _ = try await away.rotate(Self.serial, at: Self.noon) }
        await #expect(throws: TransportError.self) { _ = try await away.revoke(Self.serial, at: Self.noon) }
        #expect(try await away.isRight(user: Self.serial.text, password: issued.password))
    }
}
