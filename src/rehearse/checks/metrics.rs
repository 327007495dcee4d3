//! P18: metrics on the admin listener, and nowhere else.

use crate::engine::Feature;
use crate::promise::Promise;
use crate::rehearse::check::{Check, Subject, nothing_shortened};
use crate::rehearse::client::Request;
use crate::rehearse::stage::Stage;
use crate::rehearse::verdict::{Tried, expect};

pub const ADMIN: Check = Check {
    promise: Promise::Metrics,
    name: "metrics",
    shows: "metrics are served on the admin listener, in the form of Prometheus, and on no public one",
    asked: |plan| plan.metrics.then(|| Subject::whole("metrics", None)).into_iter().collect(),
    excuses: &[Feature::Metrics],
    shorten: nothing_shortened,
    run: |stage, _| Box::pin(admin(stage)),
};

async fn admin(stage: &Stage) -> Tried {
    let answer = stage.admin()?.try_send(&Request::get("localhost", "/metrics")).await?;
    let is_prometheus = answer.status == 200 && answer.text().lines().any(|line| line.starts_with("# TYPE "));
    expect(is_prometheus, "metrics in the form of Prometheus", || {
        format!("{}: {}", answer.status, answer.text().chars().take(80).collect::<String>())
    })?;
    for way in stage.ways().into_iter().take(4) {
        for target in ["/metrics", "/stats", "/api/rawdata", "/dashboard/"] {
            let request = way.let_in(way.bare(target));
            let answer = stage.visitor(&way)?.try_send(&request).await?;
            let text = answer.text();
            let tells = answer.served_by().is_none()
                && answer.status == 200
                && (text.contains("# TYPE ") || text.contains("\"routers\""));
            expect(!tells, format!("`{target}` of `{}` not to tell of the proxy", way.host), || "it does".to_owned())?;
        }
    }
    Ok(())
}
