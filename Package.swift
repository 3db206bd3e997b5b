// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// One array for every Swift target, so that no target is held to less than another.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    .enableUpcomingFeature("InferIsolatedConformances"),  // SE-0470
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
    .enableUpcomingFeature("ImmutableWeakCaptures"),  // SE-0481
    .strictMemorySafety(),  // SE-0458
    .treatAllWarnings(as: .error),  // SE-0480
]

let package = Package(
    name: "gnome-server",
    products: [
        .library(name: "GnomeCore", targets: ["GnomeCore"]),
        .library(name: "GnomeStore", targets: ["GnomeStore"]),
        .library(name: "GnomeTransport", targets: ["GnomeTransport"]),
        .library(name: "GnomeService", targets: ["GnomeService"]),
        .library(name: "GnomeStoreConformance", targets: ["GnomeStoreConformance"]),
        .library(name: "GnomeTransportConformance", targets: ["GnomeTransportConformance"]),
        .library(name: "GnomeReceiver", targets: ["GnomeReceiver"]),
        .executable(name: "gnome-server", targets: ["gnome-server"]),
        .executable(name: "gnomectl", targets: ["gnomectl"]),
    ],
    targets: [
        // C libraries of the distribution, one folder each.
        .systemLibrary(
            name: "CSQLite", path: "Sources/System/CSQLite", pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(
            name: "CPostgreSQL", path: "Sources/System/CPostgreSQL", pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"])]),
        .systemLibrary(
            name: "CRabbitMQ", path: "Sources/System/CRabbitMQ", pkgConfig: "librabbitmq",
            providers: [.apt(["librabbitmq-dev"])]),
        .systemLibrary(
            name: "CMicroHTTPD", path: "Sources/System/CMicroHTTPD", pkgConfig: "libmicrohttpd",
            providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(name: "CEventFD", path: "Sources/System/CEventFD"),
        .systemLibrary(
            name: "CCurl", path: "Sources/System/CCurl", pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CSodium", path: "Sources/System/CSodium", pkgConfig: "libsodium",
            providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(
            name: "CQREncode", path: "Sources/System/CQREncode", pkgConfig: "libqrencode",
            providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(
            name: "CZlib", path: "Sources/System/CZlib", pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"])]),

        // The libraries. Arrows point one way: DESIGN, "The house".
        .target(name: "GnomeCore", swiftSettings: settings),
        .target(name: "GnomeStore", dependencies: ["GnomeCore", "CSQLite", "CPostgreSQL"], swiftSettings: settings),
        .target(
            name: "GnomeTransport",
            dependencies: ["GnomeCore", "CRabbitMQ", "CMicroHTTPD", "CCurl", "CZlib", "CEventFD"],
            swiftSettings: settings),
        .target(
            name: "GnomeService",
            dependencies: ["GnomeCore", "GnomeStore", "GnomeTransport", "GnomeReceiver", "CSodium"],
            swiftSettings: settings),

        // What every backend of a protocol promises, as tests: for our backends, and for those of others.
        .target(
            name: "GnomeStoreConformance", dependencies: ["GnomeCore", "GnomeStore"], swiftSettings: settings),
        .target(
            name: "GnomeTransportConformance", dependencies: ["GnomeTransport"], swiftSettings: settings),
        // For programs on receivers: no database, no server.
        .target(name: "GnomeReceiver", dependencies: ["GnomeCore", "GnomeTransport"], swiftSettings: settings),

        // The frontends.
        .executableTarget(
            name: "gnome-server",
            dependencies: ["GnomeCore", "GnomeStore", "GnomeTransport", "GnomeService", "CQREncode"],
            // A link to the file in Docs: there is one, and the server carries it.
            resources: [.embedInCode("Resources/asyncapi.json")],
            swiftSettings: settings),
        .executableTarget(
            name: "gnomectl",
            dependencies: ["GnomeCore", "GnomeStore", "GnomeTransport", "GnomeService"],
            swiftSettings: settings),

        // Measures beside raw limits; no product.
        .executableTarget(
            name: "gnome-bench", dependencies: ["GnomeCore", "GnomeStore", "GnomeTransport", "GnomeService"],
            path: "Benchmarks/gnome-bench", swiftSettings: settings),

        // What our tests share.
        .target(name: "TestSupport", dependencies: ["GnomeCore"], path: "Tests/Support", swiftSettings: settings),
        // A Motus for tests to talk to; no product.
        .target(
            name: "StandInMotus", dependencies: ["GnomeCore", "GnomeTransport"], path: "Tests/StandInMotus",
            swiftSettings: settings),
        // Spools, publishes and does commands until a test kills it; no product.
        .executableTarget(
            name: "gnome-receiver-crasher", dependencies: ["GnomeCore", "GnomeTransport", "GnomeReceiver"],
            path: "Tests/ReceiverCrasher", swiftSettings: settings),
        // Writes to a store until a test kills it; no product.
        .executableTarget(
            name: "gnome-crasher", dependencies: ["GnomeCore", "GnomeStore"], path: "Tests/Crasher",
            swiftSettings: settings),

        .testTarget(name: "GnomeCoreTests", dependencies: ["GnomeCore", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "GnomeStoreTests",
            dependencies: [
                "GnomeCore", "GnomeStore", "GnomeTransport", "GnomeService", "GnomeStoreConformance", "TestSupport",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "GnomeTransportTests",
            dependencies: ["GnomeCore", "GnomeTransport", "GnomeTransportConformance", "StandInMotus", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "GnomeReceiverTests",
            dependencies: [
                "GnomeCore", "GnomeStore", "GnomeTransport", "GnomeService", "GnomeReceiver", "TestSupport",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "GnomeServiceTests",
            dependencies: [
                "GnomeCore", "GnomeStore", "GnomeTransport", "GnomeReceiver", "GnomeService", "StandInMotus",
                "TestSupport",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "GnomeServerTests",
            dependencies: [
                "GnomeCore", "GnomeStore", "GnomeTransport", "GnomeService", "gnome-server", "TestSupport",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "GnomectlTests",
            dependencies: ["GnomeCore", "GnomeStore", "GnomeTransport", "GnomeService", "gnomectl", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "GnomeCore", "GnomeStore", "GnomeTransport", "GnomeService", "GnomeReceiver", "StandInMotus",
                "TestSupport",
            ],
            swiftSettings: settings),
    ]
)
