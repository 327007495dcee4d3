//! Templates of the user's own: in the place of lbgen's, and as strict as those.

use super::support::{Case, Outcome};

const TOPOLOGY: &str = "version: 1
name: demo
engines: { nginx: , haproxy: }
listen: { http: 8080 }
upstreams: { app: { servers: [\"127.0.0.1:8001\"] } }
routes: [{ host: a.example.com, to: app, rate_limit: { rate: 10/s }, headers: { request: { set: { X-Key: s3cr3t } } } }]
";

/// The topology, and in `own` all of lbgen's templates.
fn exported() -> Case {
    let case = Case::default().file("lbgen.yaml", TOPOLOGY);
    case.run("templates export own").is(0, "", "wrote the templates of lbgen to `own`\n");
    case
}

/// What is said when this is put in the place of that in a template.
fn changed(path: &str, from: &str, to: &str) -> Outcome {
    let case = exported();
    let path = format!("own/{path}");
    let text = case.read(&path);
    assert!(text.contains(from), "{path} has no {from}");
    case.write(&path, &text.replacen(from, to, 1));
    case.run("render --stdout --templates own")
}

#[test]
fn exported_templates_render_what_lbgen_renders() {
    let case = exported();
    let (own, ours) = (case.run("render --stdout --templates own"), case.run("render --stdout"));
    assert_eq!((own.code, &own.stdout, &own.stderr), (0, &ours.stdout, &ours.stderr));
    let list = case.run("templates list").stdout;
    assert!(list.lines().all(|path| own.files.contains(&format!("own/{path}"))), "{list}");
}

#[test]
fn a_template_stands_in_the_place_of_the_one_of_its_path() {
    let case =
        Case::default().file("lbgen.yaml", TOPOLOGY).file("own/haproxy/answer.j2", "# mine{{ backend | ignore }}\n");
    for command in ["validate", "diff", "render --yes", "render --check"] {
        assert_eq!(case.run(&format!("{command} --templates own")).code, 0, "{command}");
    }
    let text = TOPOLOGY.replace("to: app", "respond: { status: 503 }").replace("upstreams", "x-upstreams");
    case.write("lbgen.yaml", &text);
    let outcome = case.run("render --yes --quiet --engine haproxy --templates own");
    assert!(
        outcome.stderr.starts_with("rendered by a template of your own: haproxy/answer.j2\n"),
        "{}",
        outcome.stderr
    );
    assert!(case.read("deploy/haproxy/haproxy.cfg").contains("# mine\n"));
    assert_eq!(case.run("render --check --engine haproxy").code, 3, "lbgen's own renders another file");
}

#[test]
fn a_field_that_is_left_out_is_an_error_at_the_template() {
    let told = "error[unread-field]: `nginx/limits.j2` leaves out the field `zone` of `RateView`
--> own/nginx/limits.j2
 |
 = note: something that the topology says would be missing in the rendered file
 = note: lbgen's own template reads it as `route.rate.zone` in line 2
 = help: read it, or leave it out on purpose: `{{ route.rate.zone | ignore }}`

1 error
";
    changed("nginx/limits.j2", "{{ route.rate.zone }}", "a").is(1, "", told);
    let ignored = changed("nginx/limits.j2", "{{ route.rate.zone }}", "a{{ route.rate | ignore }}");
    assert_eq!(ignored.code, 0, "{}", ignored.stderr);
    assert!(ignored.stdout.contains("limit_req zone=a"), "{}", ignored.stdout);
}

#[test]
fn a_template_that_fails_is_an_error_at_its_line() {
    let help = "lbgen's own templates show what there is: `lbgen templates export DIR`";
    for (to, what, column, help) in [
        ("{{ route.rate.zon }}", "there is no `route.rate.zon`", 31, "did you mean `zone`?"),
        ("{% if %}", "syntax error: unexpected end of block", 34, help),
        ("{{ route.rate | up }}", "`up` fails: unknown filter: filter up is unknown", 44, help),
        ("{{ route }}", "`route` fails: a value that is neither text nor a number is printed", 31, help),
    ] {
        let told =
            format!("error[template]: {what}\n--> own/nginx/limits.j2:2:{column}\n |\n = help: {help}\n\n1 error\n");
        changed("nginx/limits.j2", "{{ route.rate.zone }}", to).is(1, "", &told);
    }
    let include = changed("nginx/route.j2", "nginx/limits.j2", "nginx/limit.j2");
    assert_eq!(include.code, 1);
    assert!(
        include.stderr.contains("non-existing template 'nginx/limit.j2'\n--> own/nginx/route.j2:"),
        "{}",
        include.stderr
    );
}

const SET: &str = "http-request set-header {{ header.name }}";

#[test]
fn a_failing_template_tells_no_value() {
    for filter in ["int", "float", "items", "round", "batch(0)", "first.x", "replace", "dictsort", "sum", "tojson"] {
        let outcome = changed("haproxy/rules.j2", SET, &format!("{SET} {{{{ header.value | {filter} }}}}"));
        assert_eq!(outcome.code, 1, "{filter}: {}", outcome.stdout);
        assert!(!outcome.stderr.contains("s3cr3t"), "{}", outcome.stderr);
    }
}

#[test]
fn a_value_cannot_leave_its_place_in_a_template_of_the_users() {
    for printed in
        ["name | safe", "name | escape", "name ~ '; x' | safe", "(name ~ '; x') | upper", "name | indent | safe"]
    {
        let to = format!("limit_req_status 429; {{% set name = 'a\\n; b {{' %}} x {{{{ {printed} }}}};");
        let outcome = changed("nginx/limits.j2", "limit_req ", &format!("{to} limit_req "));
        let is_whole = outcome.stderr.contains("control character") || outcome.stdout.contains("x \"");
        assert!(is_whole, "{printed}: {} {}", outcome.stderr, outcome.stdout);
    }
}

#[test]
fn a_file_that_replaces_nothing_is_an_error() {
    let told = "error[unknown-template]: lbgen has no template `nginx/rout.j2`
--> own/nginx/rout.j2
 |
 = note: a file in this folder stands in the place of lbgen's template of the same path
 = help: did you mean `nginx/route.j2`?

1 error
";
    let case = exported().file("own/nginx/rout.j2", "").file("own/.git/config", "").file("own/nginx/.proxy.j2.swp", "");
    case.run("validate --templates own").is(1, "", told);
}

#[test]
fn a_folder_that_cannot_be_read_is_a_failure_of_the_system() {
    let outcome = Case::default().file("lbgen.yaml", TOPOLOGY).run("validate --templates none");
    assert_eq!(outcome.code, 4);
    assert!(outcome.stderr.starts_with("error[system]: cannot read the templates in `none`\n"), "{}", outcome.stderr);
}

#[test]
fn a_template_that_is_no_text_is_told_so() {
    let case = exported();
    let folder = case.run("templates list");
    assert_eq!(folder.code, 0);
    case.write_bytes("own/nginx/proxy.j2", &[0xff]);
    let outcome = case.run("validate --templates own --message-format concise");
    assert_eq!((outcome.code, outcome.stderr.contains("template-encoding")), (1, true), "{}", outcome.stderr);
}

#[test]
fn an_export_overwrites_nothing_unasked() {
    let case = exported();
    case.write("own/nginx/route.j2", "mine");
    let refused = case.run("templates export own");
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.starts_with("error[files-exist]: `nginx/nginx.conf.j2`, "), "{}", refused.stderr);
    assert_eq!(case.read("own/nginx/route.j2"), "mine");
    case.run("templates export own --force").is(0, "", "wrote the templates of lbgen to `own`\n");
    assert_ne!(case.read("own/nginx/route.j2"), "mine");
    assert!(case.read("own/README.md").starts_with("# Templates of lbgen\n"));
}
