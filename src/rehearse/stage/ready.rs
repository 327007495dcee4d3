//! When a stage may be entered: the engine has read its files and answers.

use std::time::{Duration, Instant};

use super::Stage;
use crate::rehearse::Entrance;
use crate::rehearse::client::Request;
use crate::rehearse::upstream::Server;

/// How long an engine may take until its first route answers.
const START: Duration = Duration::from_secs(20);

impl Stage {
    /// Waits for an answer that is not 404: Traefik listens before it has its routes.
    pub(super) async fn ready(&mut self) -> anyhow::Result<()> {
        let start = Instant::now();
        let way = self.any_way().ok();
        let listens = way.is_some() || !self.topology.tcp.is_empty();
        anyhow::ensure!(listens, "no route can be entered from this machine");
        loop {
            let is_routed = match &way {
                Some(way) => self.is_entered(way).await?,
                None => self.is_passed_on().await,
            };
            if is_routed && self.process.hears_signals() {
                break;
            }
            let has_ended = !self.process.is_running()?;
            anyhow::ensure!(!has_ended && start.elapsed() < START, "{}", self.said());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.all_servers().for_each(Server::forget);
        Ok(())
    }

    async fn is_entered(&self, way: &Entrance) -> anyhow::Result<bool> {
        let client = self.visitor(way).map_err(|_| anyhow::anyhow!("there is no listener"))?;
        let answer = client.patient_for(Duration::from_secs(5)).try_send(&way.get("/")).await;
        Ok(answer.is_ok_and(|answer| answer.status != 404 || way.upstream.is_none()))
    }

    /// Where there is plain TCP alone, a server answers over it: without its routes Traefik answers by itself.
    async fn is_passed_on(&self) -> bool {
        let plan = self.plan();
        let Some(entry) = plan.tcp.first() else { return false };
        let client = self.tcp(entry).patient_for(Duration::from_secs(1));
        let answer = client.try_send(&Request::get("any.test", "/")).await;
        answer.is_ok_and(|answer| answer.served_by().is_some())
    }

    /// The last words of an engine that does not start.
    fn said(&self) -> String {
        let said = self.process.stderr() + &self.process.stdout();
        let lines: Vec<&str> = said.lines().rev().take(8).collect();
        let lines: Vec<&str> = lines.into_iter().rev().collect();
        format!("{} does not start on the rehearsed copy: {}", self.scene.proxy.name(), lines.join(" | "))
    }
}
