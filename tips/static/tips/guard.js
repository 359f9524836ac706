// The person-data guard on the phone: warns before anything is sent. Twin of tips/guard.py, held against the same
// vectors (tests/tips/guard_vectors.json). The server asks again: a text that is caught there waits for a person.

const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
const PATTERNS = {
  identity_number: [
    /(?:^|[^0-9])(?:19|20)?[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01]) ?[-+]? ?[0-9]{4}(?![0-9])/,
  ],
  telephone: [
    // Not after a digit and a dash: 2026-01-20 23.10 is a time.
    /(?:^-?|[^0-9-]|[^0-9]-)(?:(?:\+|00)[1-9][0-9]{0,2}|0 ?[1-9])(?:[ ()/-]{0,3}[0-9]){5,11}(?![0-9])/,
    /(?:^|[^0-9])7[02369](?:[ -]?[0-9]){7}(?![0-9])/,
  ],
  plate: [
    /(?:^|[^a-zåäö0-9])(?!(?:bus|den|det|ett|hus|lgh|max|mer|par|tom|typ)[ -])[a-hj-pr-uw-z]{3}[ -]?[0-9]{2}[a-hj-npr-uw-z0-9](?![a-zåäö0-9])/,
  ],
  email: [/[^\s@<>]+ ?(?:@|\(at\)|\[at\]|\(a\)) ?[^\s@<>]+\.[a-zåäö]{2,}/],
  handle: [
    /(?:^|[^a-zåäö0-9.])@[a-zåäö0-9_.]{2,}/,
    /(?:^|[^a-zåäö])(?:snap(?:chat)?|insta(?:gram)?|tiktok|telegram|signal|facebook|fb|discord) ?[:=] ?[^\s]{2,}/,
  ],
  link: [
    /https?:\//,
    /(?:^|[^a-zåäö0-9])www\./,
    /(?:^|[^a-zåäö0-9@-])[a-zåäö0-9-]{2,}\.(?:se|com|nu|net|org|info|me|io|eu|tv|ly|gg)(?![a-zåäö0-9])/,
  ],
};

// The text as an eye reads it: one form of letters, digits and dashes, nothing invisible, single spaces.
// A new line is a space, and so is what stands between digits: 070.1234567, 900101_1234.
export function plainly(text) {
  return text
    .normalize("NFKC")
    .replace(/[\u0660-\u0669]/g, (c) => String(c.charCodeAt(0) - 0x660))
    .replace(/[\u06f0-\u06f9]/g, (c) => String(c.charCodeAt(0) - 0x6f0))
    .replace(/[\u2010-\u2014\u2212]/g, "-")
    .replace(INVISIBLE, "")
    .replace(/\s+/g, " ")
    .replace(/([0-9]) ?[._]+ ?(?=[0-9])/g, "$1 ")
    .toLowerCase();
}

// Kinds of person data in the text, in the order of the table; empty for a text that may be shown.
export function findings(text) {
  const plain = plainly(text);
  return Object.keys(PATTERNS).filter((kind) => PATTERNS[kind].some((pattern) => pattern.test(plain)));
}
