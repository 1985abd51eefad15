// An event listener that costs next to nothing: it notes when each event came, its header and its payload. An event
// whose payload ends in "flush" makes it write down everything.
// Usage: listener FILE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
  static char header[4096], payload[65536];
  FILE *out = argc < 2 ? NULL : fopen(argv[1], "w");
  if (out == NULL) return 1;
  setvbuf(out, NULL, _IOFBF, 1 << 20);
  if (write(1, "READY\n", 6) != 6) return 1;
  while (fgets(header, sizeof header, stdin) != NULL) {
    char *found = strstr(header, "len:");
    size_t length = found == NULL ? 0 : strtoul(found + 4, NULL, 10);
    if (length >= sizeof payload || fread(payload, 1, length, stdin) != length) return 1;
    payload[length] = 0;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    for (char *at = payload; *at != 0; at++)
      if (*at == '\n') *at = ' ';
    header[strcspn(header, "\n")] = 0;
    fprintf(out, "%lld %s|%s\n", now.tv_sec * 1000000LL + now.tv_nsec / 1000, header, payload);
    if (length >= 5 && strcmp(payload + length - 5, "flush") == 0) fflush(out);
    if (write(1, "RESULT 2\nOKREADY\n", 17) != 17) return 1;
  }
  return 0;
}
