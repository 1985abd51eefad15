// Writes numbered lines to its standard output: 12 digits, padding, a line feed; as many lines to a write(2) as fit.
// Usage: lines COUNT [LENGTH [BYTES_PER_WRITE]]. Count 0: for ever.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#define DIGITS 12

int main(int argc, char **argv) {
  long count = argc > 1 ? atol(argv[1]) : 0;
  int length = argc > 2 ? atoi(argv[2]) : 100;
  int together = (argc > 3 ? atoi(argv[3]) : 65536) / length;
  if (together < 1) together = 1;
  char *buffer = malloc((size_t)together * length);
  memset(buffer, '.', (size_t)together * length);
  for (int i = 0; i < together; i++) buffer[(i + 1) * length - 1] = '\n';
  for (long line = 0; count == 0 || line < count;) {
    int now = count != 0 && count - line < together ? (int)(count - line) : together;
    for (int i = 0; i < now; i++, line++) {
      long rest = line;
      for (int digit = DIGITS - 1; digit >= 0; digit--, rest /= 10) buffer[i * length + digit] = '0' + rest % 10;
    }
    for (int done = 0; done < now * length;) {
      ssize_t written = write(1, buffer + done, now * length - done);
      if (written < 0) return 1;
      done += written;
    }
  }
  return 0;
}
