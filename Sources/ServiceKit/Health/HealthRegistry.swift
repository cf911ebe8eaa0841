package import Core

/// Asks all components at once, each within a time limit, and keeps the answer for a moment.
package actor HealthRegistry {
    private let service: String
    private let version: String
    private let clock: WallClock
    private let components: [LimitedCheck]
    private let cacheDuration: Duration
    private let absenceCacheDuration: Duration
    private let start = ContinuousClock.now
    private var latest: (report: HealthReport, at: ContinuousClock.Instant)?
    private var running: Task<HealthReport, Never>?

    /// `limit` is what each check gets; an answer younger than `cacheDuration` is given again.
    ///
    /// One that says something is missing is only given again for `absenceCacheDuration`: whoever waits for the service to
    /// be ready asks often, and should learn it at once.
    package init(
        service: String,
        version: String,
        clock: WallClock = .real,
        components: [any HealthComponent],
        limit: Duration = .seconds(1),
        cacheDuration: Duration = .seconds(2),
        absenceCacheDuration: Duration = .milliseconds(100)
    ) {
        self.service = service
        self.version = version
        self.clock = clock
        self.components = components.map { LimitedCheck(component: $0, limit: limit) }
        self.cacheDuration = cacheDuration
        self.absenceCacheDuration = min(cacheDuration, absenceCacheDuration)
    }

    /// The state now, or at most the cache's duration ago; whoever asks meanwhile waits for the same answer.
    package func report() async -> HealthReport {
        if let latest, ContinuousClock.now - latest.at < lifetime(of: latest.report) { return latest.report }
        if let running { return await running.value }
        let task = Task { await ask() }
        running = task
        let report = await task.value
        running = nil
        latest = (report, ContinuousClock.now)
        return report
    }

    private func lifetime(of report: HealthReport) -> Duration {
        report.missing.isEmpty ? cacheDuration : absenceCacheDuration
    }

    private func ask() async -> HealthReport {
        let components = components
        let answers = await withTaskGroup(of: (Int, HealthReport.Component).self) { group in
            for (index, check) in components.enumerated() {
                group.addTask {
                    let health = await check.run()
                    let component = check.component
                    return (
                        index,
                        HealthReport.Component(name: component.name, isRequired: component.isRequired, health: health)
                    )
                }
            }
            var answers: [(Int, HealthReport.Component)] = []
            for await answer in group {
                answers.append(answer)
            }
            return answers.sorted { $0.0 < $1.0 }.map(\.1)
        }
        return HealthReport(
            service: service,
            version: version,
            uptimeSeconds: (ContinuousClock.now - start).inSeconds,
            clock: clock.isReal ? nil : ZonedTimestamp(clock.now(), utcOffsetSeconds: clock.utcOffsetSeconds),
            components: answers
        )
    }
}
