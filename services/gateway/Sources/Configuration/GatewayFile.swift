import Core
import FoundationEssentials
import HTTPTypes
import ServiceKit
import Yams

/// The file of `GATEWAY_CONFIG`:
///
/// ```yaml
/// settings:                  # any setting of service.env that is the gateway's alone, in lower case
///   rate_limit: 100/s
///   collector_url: [http://10.0.0.5:8081, http://10.0.0.6:8081]
/// routes:                    # they count before the built-in ones
///   - path: /api/stations/{id}/photos/**
///     methods: [GET]
///     service: collector
///     pace: slow             # normal, slow or stream
///     body: attachment       # standard or attachment
///     stale: true            # an older answer is better than none
///     timeout: 3s
/// ```
struct GatewayFile {
    private static let maximumBytes = 1 << 20

    /// By their names in the environment.
    let settings: [String: String]
    let routes: [ProxyRoute]

    /// Throws ``ConfigurationError`` that says what is wrong and where.
    init(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Self.problem("\(path) cannot be read")
        }
        guard data.count <= Self.maximumBytes else {
            throw Self.problem("\(path) has more than \(Self.maximumBytes) bytes")
        }
        try self.init(text: String(decoding: data, as: UTF8.self))
    }

    init(text: String) throws {
        let document: Document
        do {
            document = try YAMLDecoder().decode(Document.self, from: text)
        } catch {
            throw Self.problem(Self.explain(error))
        }
        settings = Dictionary(
            document.settings.map { ($0.key.uppercased(), $0.value.text) },
            uniquingKeysWith: { first, _ in first }
        )
        var routes: [ProxyRoute] = []
        for (index, entry) in document.routes.enumerated() {
            do {
                routes.append(try entry.route())
            } catch {
                throw Self.problem("routes[\(index)]: \(error.text)")
            }
        }
        if let (index, problem) = RouteTable.standard.problems(of: routes).first {
            throw Self.problem("routes[\(index)]: \(problem)")
        }
        self.routes = routes
    }

    private static func problem(_ text: String) -> ConfigurationError {
        ConfigurationError(key: "GATEWAY_CONFIG", problem: text)
    }

    private static func explain(_ error: any Error) -> String {
        switch error {
        case DecodingError.dataCorrupted(let context): describe(context)
        case DecodingError.keyNotFound(let key, let context): "\(place(context)) has no '\(key.stringValue)'"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context): describe(context)
        default: "\(error)"
        }
    }

    private static func describe(_ context: DecodingError.Context) -> String {
        let cause = context.underlyingError.map { "\($0)" } ?? context.debugDescription
        return "\(place(context)): \(cause)"
    }

    private static func place(_ context: DecodingError.Context) -> String {
        let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
        return path.isEmpty ? "the file" : path.joined(separator: ".").replacing(".[", with: "[")
    }
}

/// What is wrong with a route.
private struct RouteProblem: Error {
    let text: String
}

private struct Document: Decodable {
    let settings: [String: SettingValue]
    let routes: [RouteEntry]

    private enum Keys: String, CodingKey, CaseIterable { case settings, routes }

    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownKeys(Keys.allCases.map(\.rawValue))
        let container = try decoder.container(keyedBy: Keys.self)
        settings = try container.decodeIfPresent([String: SettingValue].self, forKey: .settings) ?? [:]
        routes = try container.decodeIfPresent([RouteEntry].self, forKey: .routes) ?? []
    }
}

/// A scalar, or a list of them for a setting that is a comma list.
private struct SettingValue: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // A list is the less common of the two; what is neither is refused by the second.
        if let list = try? container.decode([String].self) {
            text = list.joined(separator: ",")
        } else {
            text = try container.decode(String.self)
        }
    }
}

private struct RouteEntry: Decodable {
    let path: String
    let methods: [String]
    let service: String
    let pace: String?
    let body: String?
    let stale: Bool?
    let timeout: String?

    private enum Keys: String, CodingKey, CaseIterable { case path, methods, service, pace, body, stale, timeout }

    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownKeys(Keys.allCases.map(\.rawValue))
        let container = try decoder.container(keyedBy: Keys.self)
        path = try container.decode(String.self, forKey: .path)
        methods = try container.decode([String].self, forKey: .methods)
        service = try container.decode(String.self, forKey: .service)
        pace = try container.decodeIfPresent(String.self, forKey: .pace)
        body = try container.decodeIfPresent(String.self, forKey: .body)
        stale = try container.decodeIfPresent(Bool.self, forKey: .stale)
        timeout = try container.decodeIfPresent(String.self, forKey: .timeout)
    }

    func route() throws(RouteProblem) -> ProxyRoute {
        let known: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete]
        guard RequestTarget(path.replacing("/**", with: "/x")) != nil, path.hasPrefix("/") else {
            throw RouteProblem(text: "path '\(path)' is not like /api/things/{id} or /api/things/**")
        }
        let methods = methods.compactMap { name in known.first { $0.rawValue == name.uppercased() } }
        guard !methods.isEmpty, methods.count == self.methods.count else {
            throw RouteProblem(text: "methods are one or more of \(known.map(\.rawValue).joined(separator: ", "))")
        }
        let wait = try timeout.map { text throws(RouteProblem) in
            guard let wait = Duration(settingText: text), wait > .zero else {
                throw RouteProblem(text: "timeout '\(text)' is not like 500ms, 2s or 5m")
            }
            return wait
        }
        return ProxyRoute(
            path,
            methods,
            to: try choice("service", service, UpstreamService.allCases),
            pace: try choice("pace", pace ?? "normal", ProxyRoute.Pace.allCases),
            body: try choice("body", body ?? "standard", ProxyRoute.BodyKind.allCases),
            staysUsable: stale ?? false,
            timeout: wait
        )
    }

    private func choice<Choice: RawRepresentable<String>>(
        _ name: String,
        _ text: String,
        _ all: [Choice]
    ) throws(RouteProblem) -> Choice {
        guard let choice = all.first(where: { $0.rawValue == text }) else {
            throw RouteProblem(text: "\(name) '\(text)' is none of \(all.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }
}

private struct AnyKey: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// A misspelt key would be a rule that is believed to hold, and does not.
    fileprivate func refuseUnknownKeys(_ known: [String]) throws {
        let container = try container(keyedBy: AnyKey.self)
        for key in container.allKeys where !known.contains(key.stringValue) {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: codingPath,
                    debugDescription: "'\(key.stringValue)' is none of \(known.joined(separator: ", "))"
                )
            )
        }
    }
}
