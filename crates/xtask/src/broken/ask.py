"""Asks a kube-apiserver what it says of objects: dry runs under strict field validation, over one kept connection.

  ask.py HOST:PORT TOKEN QUESTIONS ANSWERS

QUESTIONS has one JSON object a line: apiVersion, kind, namespace (null for none), text (the document). ANSWERS gets one for
each: code, message, causes ([field, type, message] each); its first line is what the server says of its version. Code 404
with the message "not served" is for kinds that discovery does not list, code 0 for a connection that the server closed.
"""
import http.client
import json
import ssl
import sys
import urllib.parse


class Server:
    """One connection, opened anew when the server closes it."""

    def __init__(self, address, token):
        self.address, self.token, self.connection = address, token, None
        self.resources, self.namespaces = {}, set()

    def call(self, method, path, body=None, kind="application/json"):
        if self.connection is None:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self.connection = http.client.HTTPSConnection(self.address, context=context, timeout=60)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind}
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            return response.status, response.read()
        except (http.client.HTTPException, OSError) as error:
            self.connection.close()
            self.connection = None
            return 0, str(error).encode()

    def resource(self, api_version, kind):
        """How the server serves a kind; None if it does not."""
        if api_version not in self.resources:
            code, body = self.call("GET", group(api_version))
            listed = json.loads(body)["resources"] if code == 200 else []
            self.resources[api_version] = {each["kind"]: each for each in listed if "/" not in each["name"]}
        return self.resources[api_version].get(kind)

    def namespace(self, name):
        """Sees to it that the namespace exists: it is no part of a dry run."""
        if name not in self.namespaces:
            self.namespaces.add(name)
            self.call("POST", "/api/v1/namespaces", json.dumps({"metadata": {"name": name}}))

    def ask(self, question):
        resource = self.resource(question["apiVersion"], question["kind"])
        if resource is None:
            return {"code": 404, "message": "not served", "causes": []}
        path = group(question["apiVersion"])
        if resource["namespaced"]:
            name = question["namespace"] or "default"
            self.namespace(name)
            path += f"/namespaces/{urllib.parse.quote(name)}"
        path += f"/{resource['name']}?dryRun=All&fieldValidation=Strict"
        code, body = self.call("POST", path, question["text"].encode(), "application/yaml")
        if code < 300:
            message = "the server closed the connection" if code == 0 else None
            return {"code": code, "message": message, "causes": []}
        try:
            status = json.loads(body)
        except ValueError:
            return {"code": code, "message": body.decode(errors="replace"), "causes": []}
        causes = (status.get("details") or {}).get("causes") or []
        fields = [[cause.get(key, "") for key in ("field", "reason", "message")] for cause in causes]
        return {"code": code, "message": status.get("message"), "causes": fields}


def group(api_version):
    root = "apis" if "/" in api_version else "api"
    return f"/{root}/{urllib.parse.quote(api_version)}"


def main(address, token, questions, answers):
    server = Server(address, token)
    code, version = server.call("GET", "/version")
    if code != 200:
        sys.exit(f"no API server at {address}: {version.decode(errors='replace')}")
    with open(questions, encoding="utf-8") as lines, open(answers, "w", encoding="utf-8") as out:
        print(json.dumps({"server": json.loads(version)["gitVersion"]}), file=out)
        for line in lines:
            print(json.dumps(server.ask(json.loads(line)), ensure_ascii=False), file=out)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
