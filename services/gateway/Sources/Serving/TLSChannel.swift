import NIOCore
import NIOSSL

/// What stands before a client's connection that comes over TLS.
enum TLSChannel {
    static func configure(_ channel: any Channel, tls: NIOSSLContext, worker: EdgeWorker) throws {
        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
        try channel.pipeline.syncOperations.addHandler(ClientConnection(worker: worker, isTLS: true))
    }
}
