package import Core
package import Curl

/// Seoul's open API `bikeList` (dataset OA-15493): pages of 1,000 rows, everything a string, no time of its own.
package actor SeoulSource: StationSource {
    package nonisolated let name: String
    private let client: HTTPClient
    private let baseURL: String
    private let key: Secret
    /// Real time one page may take.
    private let pageTimeout: Duration
    private static let pageSize = 1000
    /// 20,000 stations: a server that never comes to an end is not read for ever.
    private static let maximumPages = 20
    private static let maximumPageBytes = 8 << 20
    /// Stations in the last reading, 0 before the first.
    private var lastCount = 0
    /// Korea has had no summer time since 1988.
    private static let utcOffsetSeconds = 9 * 3600

    /// Reads from `baseURL` (scheme, host, port) with the portal's `key`.
    package init(
        client: HTTPClient,
        baseURL: String,
        key: Secret,
        name: String = "seoul",
        pageTimeout: Duration = .seconds(10)
    ) {
        self.client = client
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.key = key
        self.name = name
        self.pageTimeout = pageTimeout
    }

    package func read(at now: Timestamp) async throws -> SourceReading {
        var rows: [StationRow] = []
        var page = 0
        while page < Self.maximumPages {
            let answer = try await readPage(page)
            page += 1
            guard case .rows(let pageRows) = answer else { break }
            rows += pageRows
            if pageRows.count < Self.pageSize { break }
        }
        if rows.count < lastCount || lastCount == 0 { try await confirmEnd(before: page) }
        lastCount = rows.count
        return SourceReading(
            observedAt: now,
            utcOffsetSeconds: Self.utcOffsetSeconds,
            timeZone: "Asia/Seoul",
            rows: rows
        )
    }

    /// A page that ends the list too early would hide every station behind it: where the list is new or has become shorter,
    /// the page behind its end must be empty too.
    private func confirmEnd(before page: Int) async throws {
        guard page < Self.maximumPages, case .rows(let behind) = try await readPage(page), !behind.isEmpty else {
            return
        }
        throw SourceError(.malformed, "bikeList ends at page \(page) and goes on behind it")
    }

    private func readPage(_ page: Int) async throws -> BikeListPage {
        let first = page * Self.pageSize + 1
        let url = "\(baseURL)/\(key.value)/json/bikeList/\(first)/\(first + Self.pageSize - 1)/"
        let answer: HTTPClientCollectedResponse
        do throws(HTTPClientError) {
            answer = try await client.fetch(
                HTTPClientRequest(method: "GET", url: url, timeout: pageTimeout),
                maximumBytes: Self.maximumPageBytes,
                retry: .transient
            )
        } catch {
            throw SourceError(.transport, "bikeList page \(page + 1): \(error)")
        }
        guard answer.status == 200 else {
            throw SourceError(.transport, "bikeList page \(page + 1): HTTP status \(answer.status)")
        }
        return try BikeListPage.parse(answer.body)
    }
}
