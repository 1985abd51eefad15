// Answers each connection with its pid and what it was sent, on the socket that it inherited.
import { createServer } from 'node:net';

if (process.env.LISTEN_PID !== String(process.pid) || process.env.LISTEN_FDS !== '1') process.exit(3);

const server = createServer((socket) => {
  socket.on('data', (data) => socket.end(`${process.pid} ${data}`));
  socket.on('error', () => socket.destroy());
});
server.listen({ fd: 3 });
// What was accepted is answered; what still waits is for the next one.
process.on('SIGTERM', () => server.close());
