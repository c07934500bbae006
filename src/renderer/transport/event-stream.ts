/** One message of a stream of server-sent events. */
export type StreamMessage = { readonly event: string; readonly data: string };

/**
 * Returns a function that takes text as it arrives and returns the messages that are whole by then. Comments (`: ping`) give
 * none. Format: WHATWG HTML, "Server-sent events", chapter 9.2.6; ids and retry times are not used here.
 */
export function createStreamParser(): (text: string) => StreamMessage[] {
  let rest = '';
  let event = '';
  let data: string[] = [];
  return (text) => {
    const messages: StreamMessage[] = [];
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) messages.push({ event: event === '' ? 'message' : event, data: data.join('\n') });
        event = '';
        data = [];
        continue;
      }
      const colon = line.indexOf(':');
      if (colon === 0) continue;
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'event') event = value;
      else if (field === 'data') data.push(value);
    }
    return messages;
  };
}
