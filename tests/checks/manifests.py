"""What schemas do not see in Kubernetes manifests: that they fit together and bind every pod.

    manifests.py RENDERED.yaml
"""

import sys

import yaml

wrong = []


def expect(holds, where, what):
    if not holds:
        wrong.append(f"{where}: {what}")


def pods(documents):
    for document in documents:
        template = document.get("spec", {}).get("template")
        if template:
            yield f"{document['kind']}/{document['metadata']['name']}", template


def bound(where, template):
    spec = template["spec"]
    security = spec.get("securityContext", {})
    expect(security.get("runAsNonRoot") is True, where, "may run as root")
    profile = security.get("seccompProfile", {}).get("type")
    expect(profile == "RuntimeDefault", where, "has no seccomp profile")
    expect(spec.get("automountServiceAccountToken") is False, where, "has a token")
    expect(spec.get("serviceAccountName"), where, "has no account of its own")
    volumes = {volume["name"] for volume in spec.get("volumes", [])}
    volumes |= {"data"} if where.startswith("StatefulSet") else set()
    for container in spec.get("initContainers", []) + spec["containers"]:
        place = f"{where} {container['name']}"
        security = container.get("securityContext", {})
        expect(security.get("readOnlyRootFilesystem") is True, place, "may write to its root")
        expect(security.get("allowPrivilegeEscalation") is False, place, "may gain rights")
        expect(security.get("capabilities") == {"drop": ["ALL"]}, place, "has capabilities")
        expect("memory" in container.get("resources", {}).get("limits", {}), place, "has no limit")
        expect(":" in container["image"], place, "has an image without a version")
        if not where.startswith("Job"):
            expect("readinessProbe" in container, place, "is never asked whether it is ready")
        for mount in container.get("volumeMounts", []):
            expect(mount["name"] in volumes, place, f"mounts {mount['name']}, which is not there")
        for variable in container.get("env", []):
            secret = "PASSWORD" in variable["name"] and not variable["name"].endswith("_FILE")
            expect(not secret, place, f"{variable['name']} holds a secret")


def fit(documents, labels):
    workloads = {d["metadata"]["name"] for d in documents if d.get("spec", {}).get("template")}
    accounts = {d["metadata"]["name"] for d in documents if d["kind"] == "ServiceAccount"}
    maps = {d["metadata"]["name"] for d in documents if d["kind"] == "ConfigMap"}
    for where, template in pods(documents):
        expect(template["spec"].get("serviceAccountName") in accounts, where, "its account is not there")
        for volume in template["spec"].get("volumes", []):
            name = volume.get("configMap", {}).get("name")
            expect(name is None or name in maps, where, f"configuration {name} is not there")
    for document in documents:
        where, spec = f"{document['kind']}/{document['metadata']['name']}", document.get("spec", {})
        expect(document["kind"] != "Secret", where, "secrets are referred to, not kept here")
        for selector in selectors(document["kind"], spec):
            expect(any(selects(selector, l) for l in labels), where, f"{selector} selects no pod")
        if document["kind"] == "HorizontalPodAutoscaler":
            expect(spec["scaleTargetRef"]["name"] in workloads, where, "scales nothing")


def selectors(kind, spec):
    if kind == "Service":
        yield {"matchLabels": spec["selector"]}
    elif kind == "PodDisruptionBudget":
        yield spec["selector"]
    elif kind == "NetworkPolicy":
        yield spec["podSelector"]
        for rule in spec.get("ingress", []) + spec.get("egress", []):
            for peer in rule.get("from", []) + rule.get("to", []):
                if "podSelector" in peer and "namespaceSelector" not in peer:
                    yield peer["podSelector"]


def selects(selector, labels):
    expressions = selector.get("matchExpressions", [])
    return all(labels.get(k) == v for k, v in selector.get("matchLabels", {}).items()) and all(
        labels.get(e["key"]) in e["values"] for e in expressions
    )


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        documents = [document for document in yaml.safe_load_all(file) if document]
    every = list(pods(documents))
    assert len(every) >= 4, "the roles are not there"
    for where, template in every:
        bound(where, template)
    fit(documents, [template["metadata"]["labels"] for _, template in every])
    for line in wrong:
        print(line)
    sys.exit(1 if wrong else 0)


main()
