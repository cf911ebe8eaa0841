package import FoundationEssentials
package import Hummingbird
package import NIOCore

/// What a handler knows about its request besides the request itself.
package struct AppRequestContext: RequestContext, RemoteAddressRequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Its ids; final once ``RequestIdentityMiddleware`` has run.
    package var identity: RequestIdentity
    /// Address of the peer: the client, or the proxy before us.
    package let remoteAddress: SocketAddress?

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        identity = .unknown
        remoteAddress = source.channel.remoteAddress
    }

    /// The request id that is logged and echoed.
    package var id: String { identity.id }

    package var requestDecoder: JSONDecoder { JSONCoding.decoder() }
    package var responseEncoder: JSONEncoder { JSONCoding.encoder() }
    /// Bytes; handlers that take more or less say so to `decodeJSON`.
    package var maxUploadSize: Int { 65_536 }
}
