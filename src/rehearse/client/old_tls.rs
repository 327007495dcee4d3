//! A greeting of TLS 1.1, written by hand: no living library speaks it, and no server should.

use std::io;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{Client, within};

impl Client {
    /// Whether the listener answers a client that speaks TLS 1.1 at the most by a handshake of its own.
    ///
    /// # Errors
    /// There is no connection.
    pub async fn greets_old_version(&self, host: &str) -> io::Result<bool> {
        let mut stream = self.dial().await?;
        stream.write_all(&client_hello(0x0302, host)).await?;
        let mut kind = [0];
        let answered = within(self.patience, stream.read(&mut kind)).await.unwrap_or(0);
        Ok(answered == 1 && kind == [0x16])
    }
}

/// <https://www.rfc-editor.org/rfc/rfc5246#section-7.4.1.2>; the suites are those of TLS 1.0 to 1.2.
fn client_hello(version: u16, name: &str) -> Vec<u8> {
    let sized = |bytes: &[u8]| [&u16::try_from(bytes.len()).unwrap_or_default().to_be_bytes(), bytes].concat();
    let extension = |kind: u16, body: &[u8]| [kind.to_be_bytes().to_vec(), sized(body)].concat();
    let suites = sized(&[0xc0, 0x2b, 0xc0, 0x2f, 0xc0, 0x09, 0xc0, 0x0a, 0xc0, 0x13, 0xc0, 0x14, 0x00, 0x2f]);
    let extensions = sized(
        &[
            extension(0, &sized(&[&[0][..], &sized(name.as_bytes())].concat())),
            extension(10, &sized(&[0x00, 0x1d, 0x00, 0x17])),
            extension(11, &[1, 0]),
            extension(13, &sized(&[0x04, 0x03, 0x08, 0x04, 0x04, 0x01, 0x02, 0x03, 0x02, 0x01])),
        ]
        .concat(),
    );
    let body = [&version.to_be_bytes()[..], &[7; 32], &[0], &suites, &[1, 0], &extensions].concat();
    let [_, length @ ..] = u32::try_from(body.len()).unwrap_or_default().to_be_bytes();
    let message = [&[1], &length[..], &body].concat();
    [&[0x16, 0x03, 0x01][..], &sized(&message)].concat()
}
