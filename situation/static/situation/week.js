// The week's page: says that somebody changed something, and lets the reader choose when to read it again.
import { connect } from "../notifications/live.js";

const section = document.querySelector("[data-live-topic]");
const news = document.querySelector("[data-live-news]");
if (section && news) {
  connect({
    topics: [{ topic: section.dataset.liveTopic, since: Number(section.dataset.liveSeq) }],
    onEvents: () => { news.hidden = false; },
  });
}
