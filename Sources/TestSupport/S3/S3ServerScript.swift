/// The program of ``S3TestServer``: moto's S3 and IAM with authentication on, behind checks that moto leaves out.
///
/// moto computes the signature anew with botocore and compares, looks at policies and session tokens, and enforces
/// `If-Match` and `If-None-Match`. It errs on request lines with percent-encoding, which it decodes or encodes
/// differently from every client (boto3's included): there botocore's signature of the request line as it came is
/// compared here instead. Added for every key: the body's hash, the clock, that everything that matters is signed,
/// and that checking a condition and writing are one step. Keys such as `fault-500-2-name` fail that often before
/// they are served.
enum S3ServerScript {
    static let text = #"""
        import datetime, hashlib, io, json, re, socket, sys, threading, time

        port, bucket = int(sys.argv[1]), sys.argv[2]
        # A file of its own: standard error's tracebacks would get between the lines.
        requests_file = open(sys.argv[3], "a")

        import boto3
        from botocore.auth import S3SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.config import Config
        from botocore.credentials import Credentials
        from moto.core.authorization import ActionAuthenticatorMixin
        from moto.server import DomainDispatcherApplication, create_backend_app
        from werkzeug.serving import WSGIRequestHandler, make_server

        moto = DomainDispatcherApplication(create_backend_app)
        write_lock, fault_lock, log_lock = threading.Lock(), threading.Lock(), threading.Lock()
        faults_left = {}
        is_strict = False
        known_keys = {}
        current = threading.local()

        moto_check = ActionAuthenticatorMixin._authenticate_and_authorize_s3_action


        def check_where_moto_can(self, *args, **kwargs):
            if current.moto_can_judge:
                moto_check(self, *args, **kwargs)


        ActionAuthenticatorMixin._authenticate_and_authorize_s3_action = check_where_moto_can


        def error(start_response, status, code, headers=()):
            body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>test</Message></Error>".encode()
            start_response(f"{status} {code}", [("Content-Type", "application/xml"), *headers])
            return [body]


        def breach(environ, body):
            """What S3 would refuse and moto does not."""
            headers = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k.startswith("HTTP_")}
            claimed = headers.get("x-amz-content-sha256")
            if claimed != hashlib.sha256(body).hexdigest():
                return 400, "XAmzContentSHA256Mismatch"
            sent = datetime.datetime.strptime(headers.get("x-amz-date", ""), "%Y%m%dT%H%M%SZ")
            now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
            if abs((now - sent).total_seconds()) > 900:
                return 403, "RequestTimeTooSkewed"
            signed = re.search(r"SignedHeaders=([^,]*)", headers.get("authorization", ""))
            names = signed.group(1).split(";") if signed else []
            for name in ["host", *headers]:
                if (name == "host" or name.startswith(("x-amz-", "if-"))) and name not in names:
                    return 403, "HeadersNotSigned"
            if current.moto_can_judge:
                return None
            scope = re.search(r"Credential=([^/]*)/\d{8}/([^/]*)/s3/aws4_request", headers["authorization"])
            if not scope or scope.group(1) not in known_keys:
                return 403, "InvalidAccessKeyId"
            request = AWSRequest(
                method=environ["REQUEST_METHOD"], url=f"http://{headers['host']}{environ['RAW_URI']}", data=body,
                headers={name: headers[name] for name in names if name in headers})
            request.context["timestamp"] = headers["x-amz-date"]
            auth = S3SigV4Auth(known_keys[scope.group(1)], "s3", scope.group(2))
            text = auth.string_to_sign(request, auth.canonical_request(request))
            if not headers["authorization"].endswith("Signature=" + auth.signature(text, request)):
                return 403, "SignatureDoesNotMatch"
            return None


        def fault(path):
            match = re.search(r"fault-([a-z0-9]+)-(\d+)-", path)
            if not match:
                return None
            with fault_lock:
                left = faults_left.setdefault(path, int(match.group(2)))
                faults_left[path] = left - 1
            return match.group(1) if left > 0 else None


        def log(environ, outcome):
            with log_lock:
                print(environ["REQUEST_METHOD"], environ["PATH_INFO"], outcome, file=requests_file, flush=True)


        def drop(environ):
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            return []


        def serve(environ, start_response, body):
            environ["wsgi.input"] = io.BytesIO(body)
            if environ["REQUEST_METHOD"] in ("PUT", "DELETE"):
                with write_lock:
                    return list(moto(environ, start_response))
            return list(moto(environ, start_response))


        def application(environ, start_response):
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            path = environ["PATH_INFO"]
            current.moto_can_judge = re.fullmatch(r"[A-Za-z0-9._/=&?-]*", environ["RAW_URI"]) is not None
            if not is_strict or not path.startswith("/" + bucket):
                return serve(environ, start_response, body)

            def logged(status, headers, *rest):
                log(environ, status.split()[0])
                return start_response(status, headers, *rest)

            kind = fault(path)
            if kind == "reset":
                log(environ, "reset")
                return drop(environ)
            if kind == "lost":
                serve(environ, lambda *_: None, body)
                log(environ, "lost")
                return drop(environ)
            if kind == "hang":
                log(environ, "hang")
                time.sleep(60)
                return drop(environ)
            if kind == "expired":
                return error(logged, 400, "ExpiredToken")
            if kind in ("500", "503"):
                return error(logged, int(kind), {"500": "InternalError", "503": "SlowDown"}[kind])
            wrong = breach(environ, body)
            if wrong:
                return error(logged, *wrong)
            return serve(environ, logged, body)


        class Quiet(WSGIRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_request(self, *_):
                pass


        server = make_server("127.0.0.1", port, application, threaded=True, request_handler=Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()

        url = f"http://127.0.0.1:{port}"
        setup = dict(endpoint_url=url, region_name="ap-northeast-2", aws_access_key_id="setup",
                     aws_secret_access_key="setup", config=Config(s3={"addressing_style": "path"}))
        boto3.client("s3", **setup).create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-2"})
        iam = boto3.client("iam", **setup)
        policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [
            "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"], "Resource": "*"}]})
        iam.create_user(UserName="store")
        iam.put_user_policy(UserName="store", PolicyName="store", PolicyDocument=policy)
        key = iam.create_access_key(UserName="store")["AccessKey"]
        trust = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                            "Principal": {"Service": "ecs-tasks.amazonaws.com"}}]})
        role = iam.create_role(RoleName="task", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        iam.put_role_policy(RoleName="task", PolicyName="store", PolicyDocument=policy)
        task = boto3.client("sts", **setup).assume_role(RoleArn=role, RoleSessionName="task")["Credentials"]

        import requests
        requests.post(f"{url}/moto-api/reset-auth", data=b"0", timeout=5).raise_for_status()
        for it in (key, task):
            known_keys[it["AccessKeyId"]] = Credentials(
                it["AccessKeyId"], it["SecretAccessKey"], it.get("SessionToken"))
        is_strict = True
        print("READY", json.dumps({
            "id": key["AccessKeyId"], "secret": key["SecretAccessKey"], "taskID": task["AccessKeyId"],
            "taskSecret": task["SecretAccessKey"], "taskToken": task["SessionToken"]}), flush=True)
        threading.Event().wait()
        """#
}
