//! Answers in, files out: nothing here touches the disk.

use super::answers::Answers;
use super::certificate::CertificatePair;
use super::secrets::Secrets;
use super::template;
use crate::rendered::Access;

/// A file to be written into the scaffolded folder.
#[derive(Clone)]
pub struct NewFile {
    /// Path relative to the folder, with `/` between its parts.
    pub path: String,
    /// What it holds.
    pub text: String,
    /// Who may read it.
    pub access: Access,
    /// What it is for, in a few words.
    pub purpose: &'static str,
}

impl NewFile {
    fn new(path: impl Into<String>, text: impl Into<String>, access: Access, purpose: &'static str) -> Self {
        Self { path: path.into(), text: text.into(), access, purpose }
    }
}

/// All files of a scaffold, `lbgen.yaml` first.
///
/// `schema` is the JSON Schema that editors check `lbgen.yaml` by; `placeholder` is written where HTTPS is listened on.
///
/// # Errors
/// The system has no randomness for the secrets.
pub fn files(answers: &Answers, schema: &str, placeholder: Option<CertificatePair>) -> anyhow::Result<Vec<NewFile>> {
    use Access::{Private, Public};
    let topology = template::topology(answers)?;
    let mut files = vec![NewFile::new("lbgen.yaml", topology, Public, "the topology: yours to edit")];
    files.push(NewFile::new("lbgen.schema.json", schema, Public, "what editors check it by"));
    if answers.has_containers() {
        let blank = template::variables(answers.preset, Secrets::Blank)?;
        files.push(NewFile::new(".env.example", blank, Public, "every variable, and how to generate it"));
    }
    if answers.secrets {
        let fresh = template::variables(answers.preset, Secrets::Fresh)?;
        files.push(NewFile::new(".env", fresh, Private, "fresh secrets, for your eyes only"));
    }
    if let Some(pair) = placeholder {
        let stem = answers.certificate_stem();
        files.push(NewFile::new(
            format!("{stem}.pem"),
            pair.certificate,
            Public,
            "self-signed placeholder certificate",
        ));
        files.push(NewFile::new(format!("{stem}.key"), pair.key, Private, "its private key"));
    }
    files.push(NewFile::new(".gitignore", template::GITIGNORE, Public, "keeps secrets out of git"));
    let workflow = template::workflow()?;
    files.push(NewFile::new(".github/workflows/lbgen.yml", workflow, Public, "validates in CI"));
    Ok(files)
}
