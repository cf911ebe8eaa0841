import Core

/// A live answer as text with its citations.
struct LiveReply {
    let wording: LiveWording
    let facts: LiveFacts
    let place: ResolvedPlace
    let want: StationWant
    let now: Timestamp

    /// The whole text; `asked` are the minutes that were asked for.
    func text(asked: Int?, lacksForecast: Bool) -> String {
        var lines: [String] = []
        if place.similarity < 1 { lines.append(wording.understood(place.label)) }
        if let exit = place.missingExit { lines.append(wording.missingExit(exit, place: place.label)) }
        if lacksForecast { lines.append(wording.noForecast) }
        if isTooFar(asked), let minutes = facts.minutes { lines.append(wording.tooFar(minutes)) }
        lines.append(headline(asked: isTooFar(asked) ? facts.minutes : asked))
        for row in facts.rows { lines.append("- " + line(row)) }
        lines.append(wording.age(facts, now: now) + " [1]")
        if facts.isStale { lines.append(wording.stale) }
        if let forecast = facts.forecast, let minutes = facts.minutes {
            lines.append(wording.forecastSource(forecast, minutes: minutes) + " [2]")
            if let asked, !isTooFar(asked), let note = wording.horizonNote(asked: asked, facts: facts, now: now) {
                lines.append(note)
            }
        }
        if wording.isSimulated(facts.snapshot.source) { lines.append(wording.simulation) }
        return lines.joined(separator: "\n")
    }

    /// Whether what was asked for lies so far ahead that no forecast is about it.
    private func isTooFar(_ asked: Int?) -> Bool {
        guard let asked, facts.forecast != nil, let minutes = facts.minutes else { return false }
        return asked > minutes + 30
    }

    var citations: [Citation] {
        let quotes = facts.rows.map {
            "\($0.status.station.name): bikes \($0.status.bikes), docks_free \($0.status.docksFree)"
        }
        var citations = [
            Citation(
                1,
                kind: .live,
                title: wording.liveTitle,
                quote: quotes.joined(separator: "; "),
                source: facts.snapshot.source,
                url: "/api/stations",
                date: rfc3339(facts.snapshot.observedAt, facts.snapshot.utcOffsetSeconds)
            )
        ]
        guard let forecast = facts.forecast, let minutes = facts.minutes else { return citations }
        citations.append(
            Citation(
                2,
                kind: .forecast,
                title: wording.forecastTitle(minutes),
                quote: facts.rows.compactMap(Self.quote).joined(separator: "; "),
                source: forecast.source,
                url: "/api/predictions?minutes=\(minutes)",
                date: rfc3339(forecast.madeAt, forecast.utcOffsetSeconds),
                modelVersion: forecast.modelVersion
            )
        )
        return citations
    }

    private static func quote(_ row: LiveFacts.Row) -> String? {
        guard let point = row.forecast else { return nil }
        let bikes = (Double(point.bikes) * 100).rounded() / 100
        let (empty, full) = ((Double(point.pEmpty) * 1e4).rounded() / 1e4, (Double(point.pFull) * 1e4).rounded() / 1e4)
        return "\(row.status.station.name): bikes \(bikes), p_empty \(empty), p_full \(full)"
    }

    private func rfc3339(_ time: Timestamp, _ offset: Int) -> String {
        ZonedTimestamp(time, utcOffsetSeconds: offset).rfc3339
    }

    private func headline(asked: Int?) -> String {
        if place.kind == .district { return wording.districtHeadline(place.label, want: want, facts.totals) }
        return asked == nil || facts.forecast == nil
            ? wording.headline(place.label, want: want, facts.totals)
            : wording.forecastHeadline(place.label, want: want, asked: asked ?? 0)
    }

    private func line(_ row: LiveFacts.Row) -> String {
        var text = wording.station(row.status, meters: row.meters)
        if let minutes = facts.minutes {
            text += " → " + (row.forecast.map { wording.forecast($0, minutes: minutes, want: want) } ?? wording.noPoint)
        }
        return text
    }
}
