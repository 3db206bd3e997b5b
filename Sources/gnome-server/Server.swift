// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// Composes store, services and transports, and runs them.
struct Server: Sendable {
    let configuration: ServerConfiguration
    let log: Log

    init(_ configuration: ServerConfiguration) {
        self.configuration = configuration
        log = Log(threshold: configuration.logLevel, now: SystemTime.now, write: StandardStreams.writeError)
    }

    /// Opens the store, runs until a signal comes or a part fails, and closes the store.
    ///
    /// - Returns: The exit code.
    func run(signals: AsyncStream<String>) async throws -> Int32 {
        let folder = try DataFolder(path: configuration.dataFolder)
        let store =
            if let url = configuration.storeURL { try await SQLStore.postgreSQL(PostgreSQLSettings(url: url)) } else {
                try await SQLStore.sqlite(at: folder.database)
            }
        do {
            let end = try await serve(from: store, folder: folder, signals: signals)
            await store.close()
            switch end {
            case .signal: return 0
            case .ended(_, _, let disposition): return disposition == .unavailable ? 69 : 1
            }
        } catch {
            await store.close()
            throw error
        }
    }

    private func serve(
        from store: SQLStore, folder: DataFolder, signals: AsyncStream<String>
    ) async throws -> ServiceGroup.End {
        let policy = configuration.contactPolicy
        let store = WatchedStore(store)
        let metrics = Metrics()
        let broker = try makeBroker(metrics: metrics)
        let forwarding = Forwarding(
            over: store, isAlone: configuration.storeURL == nil,
            with: ForwardCarriers(
                broker: configuration.publishesEvents ? broker?.transport : nil,
                secrets: configuration.forwardSecrets ?? folder.secrets,
                allowedAddresses: Set(configuration.forwardAllowAddresses)),
            metrics: metrics, log: log)
        let retention = RetentionService(
            store: store, policy: configuration.retention, now: SystemTime.now, pause: SystemTime.pause)
        let accounts = broker.map { self.accounts(at: $0, store: store) }
        let access = try await self.access(to: store, folder: folder)
        let runner = Self.runner(
            over: store, retention: retention, access: access, forwarder: forwarding.forwarder, accounts: accounts,
            metrics: metrics,
            log: log)
        let context = ServerContext(
            store: store, ingest: IngestService(store: store, policy: policy, room: configuration.quarantine),
            registration: RegistrationService(store: store, policy: policy),
            identities: IdentityService(store: store, policy: policy), stations: StationService(store: store),
            access: access, audit: AuditService(store: store), denials: DenialAudit(store: store),
            quarantine: QuarantineService(store: store, policy: policy), quarantinePolicy: configuration.quarantine,
            retention: retention, brokerAccounts: accounts,
            answersBroker: configuration.answersBroker, policy: policy,
            metrics: metrics, log: log, now: SystemTime.now,
            administratorToken: try folder.administratorToken(), agentHosts: Set(configuration.agentHosts),
            publicURL: configuration.publicURL,
            wakeJobs: runner.wake, forwarding: forwarding,
            brokerState: { [transport = broker?.transport] in transport.map { "\($0.state)" } })

        var services: [LifecycleService] = [
            .endless("recovery") { await store.recover(now: SystemTime.now, pause: SystemTime.pause) },
            Self.jobs(runner, retention: retention, access: access),
        ]
        if let broker {
            services += [("broker", broker.transport), ("dead letters", broker.deadLetters)].map { name, transport in
                LifecycleService(
                    name: name, run: { try await transport.run() }, stop: transport.beginGracefulShutdown)
            }
        }
        // Before the intakes, so that it ends after them and passes on what they took in last.
        services.append(forwarding.part)
        if let broker { services += intakes(from: broker, context: context) }
        services += [quarantineAge(context), purge(context), motusRights(context), denials(context), http(context)]
        let group = ServiceGroup(services: services, patience: .seconds(30))
        let end = await group.run(
            untilSignal: {
                for await name in signals { return name }
                return "none"
            },
            onStop: { end in
                switch end {
                case .signal(let name):
                    log(.info, "stopping: what was taken is finished first", ["signal": .string(name)])
                case .ended(let name, let error, _):
                    log(
                        .error, "a part of the server ended",
                        ["part": .string(name), "error": .string(error ?? "none")])
                }
            })
        log(.info, "stopped")
        return end
    }

    /// Who may come in; where nobody can look after the server yet, a code that makes somebody its administrator is shown.
    private func access(to store: any Store, folder: DataFolder) async throws -> AccessService {
        let common = CommonPasswords.read()
        if common == nil {
            log(.warning, "the list of common passwords is not there: install the package john-data")
        }
        let access = AccessService(
            store: store, policy: PasswordPolicy(common: common ?? []),
            motus: configuration.takesMotusAccounts ? motusAccounts : nil)
        if let code = try await access.makeSetUpCode(at: SystemTime.now()) {
            // On the terminal and not in the log, which is kept and passed on.
            StandardStreams.writeError(
                "Nobody looks after this server yet. Open /set-up, or run “gnomectl login --setup-code CODE”, with this code within a day:\n"
                    + "\(code)\n")
        }
        return access
    }

    private func http(_ context: ServerContext) -> LifecycleService {
        let server = MicroHTTPDServer(
            // Half of the usual limit of 1024 descriptors: connections never take those of the store and of the broker.
            HTTPServerSettings(
                address: configuration.httpAddress, port: configuration.httpPort, connectionLimit: 512))
        let application = ServerApplication(context)
        let address =
            configuration.httpAddress.contains(":") ? "[\(configuration.httpAddress)]" : configuration.httpAddress
        let log = log
        let (folder, wanted) = (configuration.dataFolder, configuration.httpPort)
        return LifecycleService(
            name: "http",
            run: {
                do {
                    try await server.run(application) { port in
                        log(
                            .info, "ready",
                            [
                                "url": .string("http://\(address):\(port)/"), "dataFolder": .string(folder),
                                "version": .string(Release.version),
                            ])
                    }
                } catch let error as TransportError where error.code == .unreachable {
                    throw TransportError(
                        .unreachable,
                        "\(address):\(wanted) can't be listened on; another program may have it. Choose another with http.port.",
                        detail: error.debugDescription)
                }
            },
            stop: server.beginGracefulShutdown)
    }

    /// The broker's transport, where a broker is configured.
    private func makeBroker(metrics: Metrics) throws -> Broker? {
        guard let url = configuration.amqpURL else { return nil }
        var settings = try RabbitMQConfiguration(url: url, topology: .server)
        settings.publishTimeout = ForwardCarriers.publishTimeout
        settings.retryDelay = .seconds(1)...configuration.amqpLongestWait
        var queues = [Topology.ingestQueue]
        if configuration.takesProofOfConcept ?? settings.isLoopback {
            settings.topology = settings.topology + .proofOfConcept
            queues.append("sensorgnome-management")
        }
        func transport(_ name: String, consuming queues: [String]) throws -> RabbitMQTransport {
            var settings = settings
            settings.measuring = .seconds(10)
            settings.onEvent = { [log, metrics] event in
                switch event {
                case .measured(let queue, let waiting):
                    return metrics.set(.queueMessages, ("queue", queue), to: Double(waiting))
                // Nobody knows now, until it is measured again.
                case .interrupted(let queue, _, _): metrics.clear(.queueMessages, ("queue", queue))
                case .lost(.consuming, _, _): for queue in queues { metrics.clear(.queueMessages, ("queue", queue)) }
                default: break
                }
                log(event.isTrouble ? .warning : .info, name, ["event": .string(event.description)])
            }
            return try RabbitMQTransport(settings)
        }
        return Broker(
            transport: try transport("broker", consuming: queues),
            deadLetters: try transport("broker, dead letters", consuming: [Topology.deadLetterQueue]), queues: queues,
            topology: settings.topology, virtualHost: settings.virtualHost, user: settings.user)
    }

    /// The broker's transports, the queues whose messages are taken in, and where at the broker all of it is.
    private struct Broker {
        var transport: RabbitMQTransport
        /// For the dead letters alone: a quorum queue that finds no leader after a crash never answers who wants to consume
        /// it, and a connection that waits for it would bring in no messages of other queues.
        var deadLetters: RabbitMQTransport
        var queues: [String]
        var topology: Topology
        var virtualHost: String
        /// As whom the server logs in there.
        var user: String
    }

    private func accounts(at broker: Broker, store: any Store) -> BrokerAccounts {
        let keeper = configuration.managementAddress.map { BrokerKeeper(ManagementClient($0, http: CurlClient())) }
        return BrokerAccounts(
            store: store, topology: broker.topology, virtualHost: broker.virtualHost, user: broker.user, keeper: keeper)
    }

    private func intakes(from broker: Broker, context: ServerContext) -> [LifecycleService] {
        let sources = broker.queues.map { ($0, broker.transport) } + [(Topology.deadLetterQueue, broker.deadLetters)]
        return sources.map { queue, transport in
            let subscription = transport.subscribe(to: queue, prefetch: configuration.amqpPrefetch)
            let intake = BrokerIntake(
                from: subscription, into: context.ingest, batchLimit: max(1, configuration.amqpPrefetch / 2),
                reading: { delivery, moment in
                    queue == Topology.deadLetterQueue
                        ? Intake(deadLetter: delivery, receivedAt: moment) : Intake(delivery, receivedAt: moment)
                },
                now: context.now, pause: SystemTime.pause
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
            return LifecycleService(name: "intake \(queue)", run: { await intake.run() }, stop: intake.stop)
        }
    }
}
