//! How long a command sleeps: `sleep 15`, `sh -c "sleep 15 && nginx -s quit"`.

use std::time::Duration;

/// How many bytes of a script are read.
const LENGTH: usize = 16 * 1024;

/// The time that a command sleeps for certain, which may be less than it takes, and the number of the item that says it.
/// `None` if it does not sleep, or nobody can tell: what stands behind a loop or a condition does not count.
///
/// `sleep` takes several times and adds them up, with a unit or in seconds, as GNU and `BusyBox` have it. `infinity` is
/// [`Duration::MAX`].
pub fn command_sleep(items: &[&str]) -> Option<(Duration, usize)> {
    // `busybox sleep 15`
    let before = items.iter().take_while(|item| program_name(item) == "busybox").count();
    let items = items.get(before..)?;
    let (program, rest) = items.split_first()?;
    let (time, item) = match program_name(program) {
        "sleep" => (sleep_time(rest)?, 1),
        "sh" | "bash" | "ash" | "dash" | "ksh" | "zsh" => {
            let script = script_at(items)?;
            (script_sleep(items.get(script)?), script)
        }
        _ => return None,
    };
    (time > Duration::ZERO).then_some((time, before + item))
}

/// The program without its folder.
fn program_name(program: &str) -> &str {
    program.rsplit('/').next().unwrap_or(program)
}

/// The number of the item that is the script of a shell: it follows the option `-c`, alone or among others (`-ec`).
fn script_at(items: &[&str]) -> Option<usize> {
    let mut options = items.iter().enumerate().skip(1);
    while let Some((number, option)) = options.next() {
        let letters = option.strip_prefix('-').filter(|letters| !letters.starts_with('-'))?;
        if letters.contains('c') {
            return Some(number + 1);
        }
        // its value is the next item
        if letters.ends_with('o') {
            options.next();
        }
    }
    None
}

/// The sum of the times that are given to `sleep`.
fn sleep_time(times: &[&str]) -> Option<Duration> {
    if times.is_empty() {
        return None;
    }
    times.iter().try_fold(Duration::ZERO, |sum, time| Some(sum.saturating_add(one_time(time)?)))
}

/// `15`, `1.5s`, `2m`, `infinity`.
fn one_time(time: &str) -> Option<Duration> {
    let time = ['"', '\'']
        .into_iter()
        .find_map(|quote| time.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(time);
    if matches!(time, "inf" | "infinity") {
        return Some(Duration::MAX);
    }
    let units = [("s", 1.0), ("m", 60.0), ("h", 3600.0), ("d", 86400.0)];
    let unit = units.into_iter().find_map(|(unit, seconds)| Some((time.strip_suffix(unit)?, seconds)));
    let (number, seconds) = unit.unwrap_or((time, 1.0));
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let seconds = number.parse::<f64>().ok()? * seconds;
    Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}

/// What ends a command of a script.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// `;` or the end of the line: the next one runs.
    Sequence,
    /// `&&`: the next one runs if this one succeeds.
    And,
    /// `||`: the next one runs if this one fails.
    Or,
    /// The end of the script.
    Script,
    /// A pipe, a command in the background, a substitution: what follows is not understood, nor is the command itself.
    Unknown,
}

/// The least time that the commands of `script` sleep, one after another, up to the first that decides what follows.
fn script_sleep(script: &str) -> Duration {
    let mut total = Duration::ZERO;
    let mut commands = Commands { script: &script[..script.floor_char_boundary(LENGTH)], at: 0 };
    // whether the command may not run at all
    let mut is_doubtful = false;
    loop {
        let (words, end) = commands.next();
        let is_understood = end != End::Unknown && words.first().is_none_or(|first| !is_compound(first));
        if !is_understood {
            return total;
        }
        let mut words = words.as_slice();
        let is_last = matches!(words.first(), Some(&("exec" | "exit" | "return"))) && !is_doubtful;
        if let ["exec", rest @ ..] = words {
            words = rest;
        }
        if let [program, times @ ..] = words
            && program_name(program) == "sleep"
            && !is_doubtful
        {
            total = total.saturating_add(sleep_time(times).unwrap_or_default());
        }
        is_doubtful = match end {
            End::Sequence => false,
            End::And => words.first().is_some_and(|first| is_test(first)),
            End::Or => true,
            End::Script | End::Unknown => return total,
        };
        if is_last {
            return total;
        }
    }
}

/// Whether a command that starts with `word` is none by itself.
fn is_compound(word: &str) -> bool {
    const WORDS: [&str; 14] = [
        "if", "then", "else", "elif", "while", "until", "for", "case", "select", "function", "{", "[[", "!",
        "trap",
    ];
    WORDS.contains(&word)
}

/// Whether `program` is asked for whether it fails.
fn is_test(program: &str) -> bool {
    matches!(program_name(program), "[" | "test" | "grep" | "pgrep" | "pidof" | "kill" | "killall" | "false")
}

/// The commands of a script.
struct Commands<'a> {
    script: &'a str,
    at: usize,
}

impl<'a> Commands<'a> {
    /// The words of the next command, and what ends it.
    fn next(&mut self) -> (Vec<&'a str>, End) {
        let bytes = self.script.as_bytes();
        let mut words = Vec::new();
        while let Some(&byte) = bytes.get(self.at) {
            let next = bytes.get(self.at + 1).copied();
            let (length, end) = match (byte, next) {
                (b'\n' | b';', _) => (1, End::Sequence),
                (b'&', Some(b'&')) => (2, End::And),
                (b'|', Some(b'|')) => (2, End::Or),
                (b'\\', Some(b'\n')) => {
                    self.at += 2;
                    continue;
                }
                (b'#', _) => {
                    let rest = bytes.get(self.at..).unwrap_or_default();
                    self.at += rest.iter().take_while(|&&byte| byte != b'\n').count();
                    continue;
                }
                _ if byte.is_ascii_whitespace() => {
                    self.at += 1;
                    continue;
                }
                _ => match self.word() {
                    Some(word) => {
                        words.push(word);
                        continue;
                    }
                    None => return (words, End::Unknown),
                },
            };
            self.at += length;
            return (words, end);
        }
        (words, End::Script)
    }

    /// The word that starts here, quotes included; `None` if it holds something that is not understood.
    fn word(&mut self) -> Option<&'a str> {
        let bytes = self.script.as_bytes();
        let start = self.at;
        while let Some(&byte) = bytes.get(self.at) {
            let next = bytes.get(self.at + 1).copied();
            let before = self.at.checked_sub(1).and_then(|at| bytes.get(at)).copied();
            match byte {
                // `2>&1`, `&>file`
                b'&' if before == Some(b'>') || next == Some(b'>') => {}
                b'\n' | b';' => break,
                b'&' if next == Some(b'&') => break,
                b'|' if next == Some(b'|') => break,
                b'&' | b'|' | b'(' | b')' | b'`' => return None,
                b'<' if next == Some(b'<') => return None,
                b'\\' => self.at += 1,
                b'"' | b'\'' => {
                    let inside = bytes.get(self.at + 1..)?;
                    let length = inside.iter().position(|&end| end == byte)?;
                    let is_plain = |byte: &u8| !matches!(byte, b'`' | b'\\' | b'(');
                    if byte == b'"' && !inside.iter().take(length).all(is_plain) {
                        return None;
                    }
                    self.at += length + 1;
                }
                _ if byte.is_ascii_whitespace() => break,
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.at.min(bytes.len());
        self.script.get(start..self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands() {
        for (items, expected) in [
            (&["sleep", "15"][..], Some((15.0, 1))),
            (&["/bin/sleep", "1m", "1.5"], Some((61.5, 1))),
            (&["/usr/bin/busybox", "sleep", "15"], Some((15.0, 2))),
            (&["sh", "-c", "sleep 15"], Some((15.0, 2))),
            (&["/bin/bash", "-eu", "-o", "pipefail", "-c", "sleep 15"], Some((15.0, 5))),
            (&["/bin/sh", "-ec", "sleep 15"], Some((15.0, 2))),
            (&["sleep"], None),
            (&["sleep", "0"], None),
            (&["sleep", "$(DELAY)"], None),
            (&["sh", "drain.sh", "-c"], None),
            (&["sh", "-c"], None),
            (&["sh"], None),
            // the script is `sleep` alone
            (&["sh", "-c", "sleep", "15"], None),
            (&["nginx", "-s", "quit"], None),
            (&[], None),
        ] {
            let found = command_sleep(items).map(|(time, item)| (time.as_secs_f64(), item));
            assert_eq!(found, expected, "{items:?}");
        }
        let nested = ["busybox"; 100_000].into_iter().chain(["sleep", "15"]).collect::<Vec<_>>();
        assert_eq!(command_sleep(&nested), Some((Duration::from_secs(15), 100_001)));
        // what stands behind the limit is not read, whatever character stands across it
        let long = format!("{}éé; sleep 15", "x".repeat(LENGTH - 1));
        assert_eq!(script_sleep(&long), Duration::ZERO);
        assert_eq!(command_sleep(&["sleep", "infinity"]), Some((Duration::MAX, 1)));
        assert_eq!(command_sleep(&["sleep", "99999999999999999999999d", "1"]), Some((Duration::MAX, 1)));
    }

    #[test]
    fn scripts() {
        for (script, expected) in [
            ("sleep 15", 15),
            ("sleep 15s", 15),
            ("sleep '15' \"5\"", 20),
            ("sleep 15 && nginx -s quit", 15),
            ("nginx -s quit; sleep 5; sleep 10", 15),
            ("set -e\nkill -TERM 1 || true\nsleep 20 # then it is over; sleep 10", 20),
            ("nginx -s quit 2>&1 >/dev/null; sleep 20", 20),
            ("echo 'done; sleep 40' \"&& sleep 40\"; sleep 1", 1),
            ("sleep \\\n 20", 20),
            ("exec sleep 20", 20),
            ("sleep 20; exec nginx -s quit; sleep 20", 20),
            ("sleep 1; exit 0; sleep 20", 1),
            ("x || exit 1; sleep 20", 20),
            ("sleep 20 || sleep 40", 20),
            ("a || b && sleep 20", 20),
            // nobody can tell
            ("a || sleep 20", 0),
            ("[ -f /drain ] && sleep 20", 0),
            ("sleep $DELAY", 0),
            ("sleep 20 &", 0),
            ("sleep 20 | cat", 0),
            ("if a; then sleep 20; fi", 0),
            ("sleep 2; while pgrep nginx; do sleep 20; done", 2),
            ("{ sleep 20; }", 0),
            ("(sleep 20)", 0),
            ("echo $(sleep 20); sleep 20", 0),
            ("echo \"$(date)\"; sleep 20", 0),
            ("cat <<E\nsleep 20\nE", 0),
            ("sleep 'x", 0),
            ("sleep 20x", 0),
            ("sleep .", 0),
            ("sleep é", 0),
            ("\\", 0),
            ("", 0),
        ] {
            assert_eq!(script_sleep(script), Duration::from_secs(expected), "{script}");
        }
    }
}
