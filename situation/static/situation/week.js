// The week's page: says that somebody changed something, and lets the reader choose when to read it again.
import { connect } from "../notifications/live.js";

const section = document.querySelector("[data-week-topic]");
const news = document.querySelector("[data-week-news]");
const tell = () => { news.hidden = false; };
if (section && news) {
  const topics = [{ topic: section.dataset.weekTopic, since: Number(section.dataset.weekSeq) }];
  connect({ topics, beat: 60, onEvents: tell, onReset: tell });
}
