// SPDX-License-Identifier: Apache-2.0

/// What deployments may stand beside each other, and what is to be seen in them.
public enum DeploymentRules {
    /// The deployment that forbids another: the same receiver would be in two places at once.
    ///
    /// Two receivers at one station are no fault: a Lotek beside a Sensorgnome, or two crews who overlap by an hour.
    ///
    /// - Parameters:
    ///   - details: What is to be.
    ///   - replacing: The deployment that is being changed, which does not stand in its own way.
    ///   - existing: The deployments of the same receiver.
    public static func obstacle(
        to details: DeploymentDetails, replacing: DeploymentID? = nil, among existing: [Deployment]
    ) -> Deployment? {
        existing.first {
            $0.id != replacing && $0.details.receiver == details.receiver
                && $0.details.interval.overlaps(details.interval)
        }
    }

    /// What a swap of hardware comes to: the deployment that ends, and the one that goes on in its place.
    ///
    /// Antennas and expectations belong to the mast and stay; history belongs to the station and stays whole.
    ///
    /// - Parameters:
    ///   - deployment: What hangs there now.
    ///   - receiver: What is hung there instead.
    ///   - moment: When.
    /// - Returns: Nothing where the deployment is over by then, or has not begun, or would go on with the same receiver.
    public static func swap(
        _ deployment: Deployment, for receiver: ReceiverID, at moment: Timestamp
    ) -> (ended: Deployment, begun: DeploymentDetails)? {
        let old = deployment.details
        guard receiver != old.receiver, old.interval.contains(moment),
            let before = Interval(start: old.interval.start, end: moment),
            let after = Interval(start: moment, end: old.interval.end)
        else { return nil }
        var (ended, begun) = (deployment, old)
        ended.details.interval = before
        begun.receiver = receiver
        begun.interval = after
        return (ended, begun)
    }

    /// The spans between the deployments of one station during which nothing hung there.
    public static func gaps(in deployments: [Deployment]) -> [Interval] {
        let spans = deployments.map(\.details.interval).sorted { $0.start < $1.start }
        var gaps: [Interval] = []
        var covered = spans.first?.start
        for span in spans {
            // Nothing after a deployment that goes on.
            guard let reached = covered else { break }
            if let gap = Interval(start: reached, end: span.start) { gaps.append(gap) }
            covered = span.end.map { max($0, reached) }
        }
        return gaps
    }
}
