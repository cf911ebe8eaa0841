import Core

/// Makes one OpenAPI document of several; no input or output.
package struct OpenAPIMerger: Sendable {
    /// A service's own document.
    package struct Part: Sendable {
        package let service: String
        package let document: JSONValue

        package init(service: String, document: JSONValue) {
            self.service = service
            self.document = document
        }
    }

    private let table: RouteTable
    private let version: String

    /// Only paths of `table` appear; what a service has at its own port is nobody else's business.
    package init(table: RouteTable, version: String) {
        self.table = table
        self.version = version
    }

    /// The merged document; `missing` services are listed and make it partial.
    ///
    /// Components of one name and different content get the service's name in front.
    package func merge(_ parts: [Part], missing: [String]) -> JSONValue {
        var paths = Self.ownPaths
        var components: [String: [JSONValue.Member]] = [:]
        var kinds: [String] = []
        for part in parts {
            let document = Self.renamingClashes(of: part, with: components)
            for path in document["paths"]?.members ?? []
            where isRouted(path.name) && !paths.contains(where: { $0.name == path.name }) {
                paths.append(.init(path.name, Self.withOwnAnswers(path.value)))
            }
            for kind in document["components"]?.members ?? [] {
                if components[kind.name] == nil { kinds.append(kind.name) }
                for member in kind.value.members
                where !components[kind.name, default: []].contains(where: { $0.name == member.name }) {
                    components[kind.name, default: []].append(member)
                }
            }
        }
        var members: [JSONValue.Member] = [
            .init("openapi", .string("3.1.0")),
            .init("info", .object([.init("title", .string("ttareungi")), .init("version", .string(version))])),
            .init("servers", .array([.object([.init("url", .string("/"))])])),
            .init("paths", .object(paths)),
            .init("components", .object(kinds.map { .init($0, .object(components[$0, default: []])) })),
        ]
        if !missing.isEmpty {
            members.append(.init("x-partial", .bool(true)))
            members.append(.init("x-missing", .array(missing.map(JSONValue.string))))
        }
        return .object(members)
    }

    private func isRouted(_ path: String) -> Bool {
        // A template's braces stand for a segment that no literal of the table equals.
        RequestTarget(path).map { table.route(of: $0) != nil } ?? false
    }

    private static func renamingClashes(of part: Part, with known: [String: [JSONValue.Member]]) -> JSONValue {
        var names: [String: String] = [:]
        var kinds: [JSONValue.Member] = []
        for kind in part.document["components"]?.members ?? [] {
            let members = kind.value.members.map { member in
                let clashes = known[kind.name]?.contains { $0.name == member.name && $0.value != member.value } ?? false
                guard clashes else { return member }
                let name = part.service + "." + member.name
                names["#/components/\(kind.name)/\(member.name)"] = "#/components/\(kind.name)/\(name)"
                return JSONValue.Member(name, member.value)
            }
            kinds.append(JSONValue.Member(kind.name, .object(members)))
        }
        guard !names.isEmpty else { return part.document }
        let document = part.document.members.map { $0.name == "components" ? .init("components", .object(kinds)) : $0 }
        return JSONValue.object(document).replacingReferences(names)
    }

    /// With what the gateway answers instead of a service, where the service's document does not say what else may come.
    private static func withOwnAnswers(_ path: JSONValue) -> JSONValue {
        .object(
            path.members.map { operation in
                guard methods.contains(operation.name), let responses = operation.value["responses"],
                    responses["default"] == nil
                else { return operation }
                let extended = JSONValue.object(responses.members + [ownAnswers])
                let members = operation.value.members.map { $0.name == "responses" ? .init("responses", extended) : $0 }
                return .init(operation.name, .object(members))
            }
        )
    }

    private static let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]
    private static let ownAnswers = JSONValue.Member(
        "default",
        .object([
            .init(
                "description",
                .string(
                    "A problem of the gateway's own, such as 421 for a host that is not served here, 429 above the rate limit, "
                        + "or 502, 503 and 504 when the service cannot answer"
                )
            ),
            .init(
                "content",
                .object([
                    .init(
                        "application/problem+json",
                        .object([.init("schema", .object([.init("type", .string("object"))]))])
                    )
                ])
            ),
        ])
    )

    private static let ownPaths: [JSONValue.Member] = [
        .init(
            "/api/status",
            .object([
                .init(
                    "get",
                    .object([
                        .init("summary", .string("Every service, its health and version")),
                        .init(
                            "responses",
                            .object([
                                .init("200", .object([.init("description", .string("The states; always 200"))]))
                            ])
                        ),
                    ])
                )
            ])
        )
    ]
}

extension JSONValue {
    /// With every `$ref` that `names` knows replaced.
    fileprivate func replacingReferences(_ names: [String: String]) -> JSONValue {
        switch self {
        case .object(let members):
            .object(
                members.map { member in
                    if member.name == "$ref", let target = member.value.text, let name = names[target] {
                        return Member("$ref", .string(name))
                    }
                    return Member(member.name, member.value.replacingReferences(names))
                }
            )
        case .array(let elements): .array(elements.map { $0.replacingReferences(names) })
        default: self
        }
    }
}
