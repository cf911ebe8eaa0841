/// A server of the MySQL protocol that knows one account with `caching_sha2_password`, the method of MySQL 8 that MariaDB
/// lacks: it checks the password as MySQL does and answers every command with OK.
///
/// Arguments: port, password, `fast` (the server remembers the account) or `full`, certificate, key, `tls` or `plain`, and
/// how many connections have to be there before it greets them, all at once. Says `listening` when it does.
let sha2ServerScript = #"""
    import hashlib, os, socket, ssl, struct, subprocess, sys, threading

    port, password, mode, certificate, key, transport = int(sys.argv[1]), sys.argv[2].encode(), *sys.argv[3:7]
    crowd = threading.Barrier(int(sys.argv[7]))
    NONCE = bytes(range(40, 60))
    CAPABILITIES = 0x1 | 0x2 | 0x8 | 0x200 | 0x2000 | 0x8000 | 0x80000 | 0x200000 | (0x800 if transport == "tls" else 0)


    class Link:
        def __init__(self, connection):
            self.connection, self.sequence = connection, 0

        def receive(self):
            head = self.exactly(4)
            self.sequence = head[3] + 1
            return self.exactly(head[0] | head[1] << 8 | head[2] << 16)

        def exactly(self, count):
            data = b""
            while len(data) < count:
                piece = self.connection.recv(count - len(data))
                if not piece:
                    raise EOFError
                data += piece
            return data

        def send(self, payload):
            self.connection.sendall(struct.pack("<I", len(payload))[:3] + bytes([self.sequence & 255]) + payload)
            self.sequence += 1


    def digest(*parts):
        return hashlib.sha256(b"".join(parts)).digest()


    def xor(left, right):
        return bytes(a ^ right[i % len(right)] for i, a in enumerate(left))


    def authenticate(link):
        reply = link.receive()
        flags = struct.unpack("<I", reply[:4])[0]
        if flags & 0x800:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            link.connection = context.wrap_socket(link.connection, server_side=True)
            reply = link.receive()
        rest = reply[32:]
        user, rest = rest.split(b"\0", 1)
        scramble = rest[1:1 + rest[0]]
        if mode == "fast":
            expected = xor(digest(password), digest(digest(digest(password)), NONCE))
            if scramble != expected:
                return False
            link.send(b"\x01\x03")
            return user == b"tester"
        link.send(b"\x01\x04")
        answer = link.receive()
        if isinstance(link.connection, ssl.SSLSocket):
            return user == b"tester" and answer == password + b"\0"
        if answer != b"\x02":
            return False
        public = subprocess.run(["openssl", "pkey", "-in", key, "-pubout"], capture_output=True, check=True).stdout
        link.send(b"\x01" + public)
        secret = subprocess.run(
            ["openssl", "pkeyutl", "-decrypt", "-inkey", key, "-pkeyopt", "rsa_padding_mode:oaep"],
            input=link.receive(), capture_output=True, check=True).stdout
        return user == b"tester" and xor(secret, NONCE) == password + b"\0"


    def serve(connection):
        connection.settimeout(10)
        link = Link(connection)
        try:
            crowd.wait(10)
            link.send(b"\x0a8.4.9\0" + struct.pack("<I", 7) + NONCE[:8] + b"\0" + struct.pack("<H", CAPABILITIES & 0xFFFF)
                      + bytes([45]) + struct.pack("<H", 2) + struct.pack("<H", CAPABILITIES >> 16) + bytes([21]) + b"\0" * 10
                      + NONCE[8:] + b"\0caching_sha2_password\0")
            if not authenticate(link):
                link.send(b"\xff" + struct.pack("<H", 1045) + b"#28000Access denied")
                return
            link.send(OK)
            while link.receive()[0] != 1:
                link.send(OK)
        except (EOFError, OSError, threading.BrokenBarrierError, subprocess.CalledProcessError):
            pass
        finally:
            link.connection.close()


    OK = b"\0\0\0\x02\0\0\0"
    server = socket.create_server(("127.0.0.1", port))
    print("listening", flush=True)
    while True:
        threading.Thread(target=serve, args=server.accept()[:1], daemon=True).start()
    """#
