// swift-tools-version: 6.3
import PackageDescription

let strictSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
]

/// Links Swift's libraries into the executable: it starts on a machine without Swift, and calls into them take no detour.
/// The modules are compiled for the tests as well, which use shared libraries, so they do not name the archives themselves.
let selfContained = LinkerSetting.unsafeFlags(
    ["-static-stdlib", "-use-ld=lld"]
        + [
            "Foundation", "CoreFoundation", "FoundationInternationalization", "FoundationEssentials", "_FoundationICU",
            "_FoundationCollections", "_FoundationCShims", "swiftSynchronization",
        ].map { "-l\($0)" }
)

extension Target {
    /// A deployable: the library `module` in services/`name`/Sources and the thin executable `name` in services/`name`/Main.
    static func service(_ name: String, module: String, dependencies: [Dependency] = []) -> [Target] {
        [
            .target(
                name: module,
                dependencies: ["Core", "ServiceKit"] + serviceLibraries + dependencies,
                path: "services/\(name)/Sources",
                swiftSettings: strictSettings
            ),
            .executableTarget(
                name: name,
                dependencies: [.byName(name: module), "ServiceKit"],
                path: "services/\(name)/Main",
                swiftSettings: strictSettings,
                linkerSettings: [selfContained]
            ),
        ]
    }

    /// A module of Sources/ that several services share.
    static func shared(_ name: String, dependencies: [Dependency] = []) -> Target {
        .target(name: name, dependencies: dependencies, swiftSettings: strictSettings)
    }

    /// The unit tests of one module, or the integration tests.
    static func tests(_ name: String, dependencies: [Dependency]) -> Target {
        .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: strictSettings)
    }
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioHTTP2 = Target.Dependency.product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioHPACK = Target.Dependency.product(name: "NIOHPACK", package: "swift-nio-http2")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let extrasCrypto = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let collections = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let asyncAlgorithms = Target.Dependency.product(name: "AsyncAlgorithms", package: "swift-async-algorithms")

/// What every service wires together: routes, settings, logs, metrics, lifecycle.
let serviceLibraries: [Target.Dependency] = [
    argumentParser, configuration, hummingbird, httpTypes, lifecycle, logging, metrics, tracing, nioCore,
]

/// What the tests of a service work with.
let serviceTestLibraries: [Target.Dependency] = [
    "Core", "Curl", "History", "LiveStore", "Redis", "ServiceKit", "TestSupport", configuration, hummingbird,
    hummingbirdTesting, httpTypes, logging, nioCore,
]

let package = Package(
    name: "ttareungi",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-async-algorithms", exact: "1.1.4"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(
            url: "https://github.com/apple/swift-configuration",
            exact: "1.4.0",
            traits: ["CommandLineArguments", "Logging"]
        ),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", exact: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-http2", exact: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird",
            exact: "2.28.1",
            traits: ["ConfigurationSupport"]
        ),
        .package(url: "https://github.com/vapor/jwt-kit", exact: "5.7.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // C libraries, from Debian's -dev packages (scripts/setup installs them).
        .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(name: "CMariaDB", pkgConfig: "libmariadb", providers: [.apt(["libmariadb-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CCmark", pkgConfig: "libcmark", providers: [.apt(["libcmark-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CSocketFilter"),

        // Shared code, lowest layer first.
        .shared("Blocking", dependencies: ["CMalloc", "CSocketFilter"]),
        .shared("Redis", dependencies: ["CHiredis", collections, logging, nioCore, nioPosix, nioSSL]),
        .shared("MariaDB", dependencies: ["CMariaDB", "Blocking", logging]),
        .shared("Curl", dependencies: ["CCurl", "Blocking", logging]),
        .shared("SQLite", dependencies: ["CSQLite", "Blocking", logging]),
        .shared("Compression", dependencies: ["CZlib", "CZstd"]),
        .shared("Core"),
        .shared("Markdown", dependencies: ["CCmark"]),
        .shared("History", dependencies: ["Blocking", "Compression", "Core"]),
        .shared("ObjectStore", dependencies: ["Blocking", "Core", "Curl", crypto, logging]),
        .shared("GradientBoosting", dependencies: ["Core"]),
        .shared("Recordings", dependencies: ["Blocking", "Compression", "Core"]),
        .shared("Retrieval", dependencies: ["Core"]),
        .shared("Documents", dependencies: ["Blocking", "Core", "Retrieval", "SQLite", crypto, logging]),
        .shared("ModelClients", dependencies: ["Core", "Curl", "Retrieval", crypto, logging]),
        .shared("LiveStore", dependencies: ["Core", "Redis", logging]),
        .shared(
            "ServiceKit",
            dependencies: [
                "Blocking", "Compression", "Core", "Curl", "Redis", argumentParser, configuration, coreMetrics,
                hummingbird,
                hummingbirdCore, httpTypes, lifecycle, logging, metrics, nioCore, nioHTTP1, nioHTTPTypes, tracing,
                unixSignals,
            ]
        ),
        .shared("TestSupport", dependencies: [configuration, hummingbird, httpTypes, lifecycle, logging, nioCore]),
    ]
        + Target.service(
            "collector",
            module: "CollectorService",
            dependencies: [
                "Blocking", "Compression", "Curl", "History", "LiveStore", "Recordings", "Redis", asyncAlgorithms,
            ]
        )
        + Target.service(
            "predictor",
            module: "PredictorService",
            dependencies: [
                "Blocking", "Compression", "GradientBoosting", "History", "LiveStore", "ObjectStore", "Recordings",
                "Redis", "SQLite", crypto,
            ]
        )
        + Target.service(
            "rag-api",
            module: "RAGService",
            dependencies: [
                "Blocking", "Compression", "Curl", "Documents", "LiveStore", "ModelClients", "Redis", "Retrieval",
                "SQLite", crypto,
            ]
        )
        + Target.service(
            "board-api",
            module: "BoardService",
            dependencies: ["Blocking", "MariaDB", "Markdown", "ObjectStore", "SQLite", crypto, extrasCrypto, jwt]
        )
        + Target.service(
            "gateway",
            module: "GatewayService",
            dependencies: [
                "Blocking", "Compression", "Curl", "Redis", collections, crypto, nioHPACK, nioHTTP2, nioPosix, nioSSL,
                nioTLS, yams,
            ]
        )
        + [
            .tests("BlockingTests", dependencies: ["Blocking"]),
            .tests("CompressionTests", dependencies: ["Compression"]),
            .tests("CoreTests", dependencies: ["Core"]),
            .tests("CurlTests", dependencies: ["Curl"]),
            .testTarget(
                name: "GradientBoostingTests",
                dependencies: ["Blocking", "Core", "GradientBoosting"],
                path: "Tests/GradientBoostingTests",
                resources: [.copy("Fixtures")],
                swiftSettings: strictSettings
            ),
            .tests("LiveStoreTests", dependencies: ["Core", "LiveStore", "Redis", "TestSupport", logging]),
            .tests("MarkdownTests", dependencies: ["Markdown"]),
            .tests("MariaDBTests", dependencies: ["Blocking", "MariaDB", "TestSupport"]),
            .tests(
                "ObjectStoreTests",
                dependencies: ["Blocking", "Core", "Curl", "ObjectStore", "TestSupport", crypto, logging]
            ),
            .tests("RedisTests", dependencies: ["Redis", "TestSupport", logging, nioCore, nioPosix]),
            .tests("SQLiteTests", dependencies: ["Blocking", "SQLite"]),
            .tests(
                "ServiceKitTests",
                dependencies: [
                    "Compression", "Core", "ServiceKit", "TestSupport", argumentParser, configuration, hummingbird,
                    coreMetrics, hummingbirdTesting, httpTypes, lifecycle, logging, metrics, nioCore, nioPosix, tracing,
                ]
            ),
            .tests("CollectorServiceTests", dependencies: ["CollectorService", "Compression"] + serviceTestLibraries),
            .tests(
                "PredictorServiceTests",
                dependencies: ["GradientBoosting", "ObjectStore", "PredictorService", "Recordings", "SQLite", crypto]
                    + serviceTestLibraries
            ),
            .tests(
                "GatewayServiceTests",
                dependencies: [
                    "Compression", "GatewayService", crypto, lifecycle, nioHPACK, nioHTTP2, nioPosix, nioSSL,
                ]
                    + serviceTestLibraries
            ),
            .tests("RetrievalTests", dependencies: ["Core", "Retrieval"]),
            .tests(
                "DocumentsTests",
                dependencies: ["Blocking", "Core", "Documents", "Retrieval", "SQLite", "TestSupport"]
            ),
            .testTarget(
                name: "ModelClientsTests",
                dependencies: ["Core", "Curl", "ModelClients", "Retrieval", "TestSupport"],
                path: "Tests/ModelClientsTests",
                resources: [.copy("Servers")],
                swiftSettings: strictSettings
            ),
            .tests(
                "RAGServiceTests",
                dependencies: ["Blocking", "Documents", "ModelClients", "RAGService", "Retrieval", "SQLite"]
                    + serviceTestLibraries
            ),
            .tests(
                "IntegrationTests",
                dependencies: [
                    "Core", "Curl", "History", "LiveStore", "ObjectStore", "PredictorService", "Redis", "TestSupport",
                    logging,
                ]
            ),
            .tests(
                "BoardServiceTests",
                dependencies: ["Blocking", "BoardService", "MariaDB", "ObjectStore", "SQLite"] + serviceTestLibraries
            ),
        ]
)
