// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeTransport
import TestSupport
import Testing

/// The RabbitMQ broker that tests may use, as the environment says.
///
/// `GNOME_TEST_AMQP_URL` names one that may be thrown away afterwards: exchanges of tests stay on it. Without it the tests
/// are skipped, except that with `CI=true` its absence is a failure.
enum TestBroker {
    private static let environment = ProcessInfo.processInfo.environment

    static let isRequired = environment["CI"] == "true"
    static let givenURL = environment["GNOME_TEST_AMQP_URL"]

    /// - Throws: Where there is none though there must be.
    static func url() throws -> String {
        try #require(givenURL, "With CI=true, GNOME_TEST_AMQP_URL must name a RabbitMQ broker.")
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips a test where there is no broker, unless there must be one.
    static var needsBroker: Self {
        .enabled(
            if: TestBroker.givenURL != nil || TestBroker.isRequired, "GNOME_TEST_AMQP_URL names no RabbitMQ broker")
    }

    /// Skips a test where the tools of another client are missing, unless they must be there.
    static var needsTools: Self {
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: "/usr/bin/amqp-publish") || TestBroker.isRequired,
            "amqp-tools is not installed")
    }

    /// Skips a test where pika, a client in Python, is missing, unless it must be there.
    static var needsPika: Self {
        .enabled(
            if: FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/pika") || TestBroker.isRequired,
            "python3-pika is not installed")
    }

    /// Skips a test where no broker can be started, unless that must be.
    static var startsBroker: Self {
        .enabled(if: BrokerProcess.canStart, "rabbitmq-server is not installed")
    }
}
