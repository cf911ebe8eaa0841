/// Turns the labels of swift-metrics into names Prometheus accepts and its linter likes.
enum MetricName {
    /// `collector.polls` → `collector_polls_total`.
    static func counter(_ label: String) -> String {
        let name = sanitized(label)
        return name.hasSuffix("_total") ? name : name + "_total"
    }

    /// `http.request.duration` → `http_request_duration_seconds`.
    static func timer(_ label: String) -> String {
        let name = plain(label)
        return name.hasSuffix("_seconds") ? name : name + "_seconds"
    }

    /// `snapshot.age` → `snapshot_age`; the endings that belong to counters and histograms are taken off.
    static func plain(_ label: String) -> String {
        var name = sanitized(label)
        for reserved in ["_total", "_count", "_sum", "_bucket"] where name.hasSuffix(reserved) {
            name.removeLast(reserved.count)
        }
        return name
    }

    /// A valid label name; `le` belongs to histograms, names with `__` to Prometheus.
    static func label(_ name: String) -> String {
        var name = sanitized(name)
        while name.hasPrefix("__") { name.removeFirst() }
        return name == "le" ? "le_" : name
    }

    private static func sanitized(_ text: String) -> String {
        var name = ""
        for scalar in text.unicodeScalars {
            let isLetter = ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
            let isDigit = ("0"..."9").contains(scalar)
            if isDigit && name.isEmpty { name.append("_") }
            name.unicodeScalars.append(isLetter || isDigit ? scalar : "_")
        }
        return name.isEmpty ? "_" : name
    }
}
