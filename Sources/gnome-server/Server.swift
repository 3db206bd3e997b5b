// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// Composes store, services and transports, and runs them.
struct Server: Sendable {
    private let configuration: ServerConfiguration
    private let log: Log

    init(_ configuration: ServerConfiguration) {
        self.configuration = configuration
        log = Log(threshold: configuration.logLevel, now: Self.now, write: StandardStreams.writeError)
    }

    /// Opens the store, runs until a signal comes or a part fails, and closes the store.
    ///
    /// - Returns: The exit code.
    func run(signals: AsyncStream<String>) async throws -> Int32 {
        let folder = try DataFolder(path: configuration.dataFolder)
        let store = try await SQLStore.sqlite(at: folder.database)
        do {
            let end = try await serve(from: store, folder: folder, signals: signals)
            try await store.close()
            switch end {
            case .signal: return 0
            case .ended: return 1
            }
        } catch {
            try? await store.close()
            throw error
        }
    }

    private func serve(
        from store: SQLStore, folder: DataFolder, signals: AsyncStream<String>
    ) async throws -> ServiceGroup.End {
        let policy = configuration.contactPolicy
        let broker = try makeBroker()
        let context = ServerContext(
            store: store, ingest: IngestService(store: store, policy: policy),
            registration: RegistrationService(store: store, policy: policy), policy: policy, metrics: Metrics(), log: log,
            now: Self.now, administratorToken: try folder.administratorToken(),
            agentHosts: Set(configuration.agentHosts), brokerState: { broker.map { $0.state.description } })

        var services: [LifecycleService] = []
        if let broker {
            services.append(
                LifecycleService(name: "broker", run: { try await broker.run() }, stop: broker.beginGracefulShutdown))
            services += intakes(from: broker, context: context)
        }
        services.append(try http(context))
        let group = ServiceGroup(services: services, patience: .seconds(30))
        let end = await group.run(
            untilSignal: {
                for await name in signals { return name }
                return "none"
            },
            onStop: { end in
                switch end {
                case .signal(let name): log(.info, "stopping: what was taken is finished first", ["signal": .string(name)])
                case .ended(let name, let error):
                    log(.error, "a part of the server ended", ["part": .string(name), "error": .string(error ?? "none")])
                }
            })
        log(.info, "stopped")
        return end
    }

    private func http(_ context: ServerContext) throws -> LifecycleService {
        let server = MicroHTTPDServer(
            MicroHTTPDServer.Settings(address: configuration.httpAddress, port: configuration.httpPort))
        let application = try ServerApplication(context)
        let address = configuration.httpAddress.contains(":") ? "[\(configuration.httpAddress)]" : configuration.httpAddress
        let log = log
        let folder = configuration.dataFolder
        return LifecycleService(
            name: "http",
            run: {
                try await server.run(application) { port in
                    log(
                        .info, "ready",
                        ["url": .string("http://\(address):\(port)/"), "dataFolder": .string(folder), "version": .string(GnomeServer.version)])
                }
            },
            stop: server.beginGracefulShutdown)
    }

    /// The broker's transport, where a broker is configured.
    private func makeBroker() throws -> RabbitMQTransport? {
        guard let url = configuration.amqpURL else { return nil }
        let address = try RabbitMQAddress(url)
        let log = log
        let topology = Topology.uplink + (takesProofOfConcept(from: address) ? Topology.proofOfConcept : Topology())
        return RabbitMQTransport(
            RabbitMQConfiguration(address: address, topology: topology) { event in
                log(event.isTrouble ? .warning : .info, "broker", ["event": .string(event.description)])
            })
    }

    private func takesProofOfConcept(from address: RabbitMQAddress) -> Bool {
        configuration.takesProofOfConcept ?? address.isLoopback
    }

    private func intakes(from broker: RabbitMQTransport, context: ServerContext) -> [LifecycleService] {
        let queues = broker.topology.queues.map(\.name).filter { ["gnome.ingest", "sensorgnome-management"].contains($0) }
        return queues.map { queue in
            let subscription = broker.subscribe(to: queue, prefetch: configuration.amqpPrefetch)
            let intake = BrokerIntake(
                from: subscription, into: context.ingest, now: context.now, pause: Self.pause
            ) { event in
                switch event {
                case .ingested(let report): context.observe(report)
                case .waiting(let error, let pause):
                    context.metrics.count(.ingestPauses)
                    context.log(
                        .error, "the store can't be written; messages stay with the broker",
                        ["error": .string(String(reflecting: error)), "retryInSeconds": .number(pause.seconds)])
                case .givenBack(let delivery, let error):
                    context.log(
                        .error, "a message can't be kept and goes back to the broker",
                        [
                            "exchange": .string(delivery.exchange), "routingKey": .string(delivery.routingKey),
                            "error": .string(String(reflecting: error)),
                        ])
                }
            }
            return LifecycleService(name: "intake \(queue)", run: { await intake.run() }, stop: subscription.cancel)
        }
    }

    private static let now: @Sendable () -> Timestamp = {
        Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 * 1_000_000))
    }

    private static let pause: @Sendable (Duration) async throws(CancellationError) -> Void = { duration in
        do { try await Task.sleep(for: duration) } catch { throw CancellationError() }
    }
}
