/*
 * Grows a random tree of processes that do what daemons do: forks, double forks, new sessions and groups, cleared
 * environments, closed descriptors, ends at random moments. Each writes its pid down first.
 * Usage: tree FILE SEED HIDES, where HIDES says whether processes may hide every sign of where they come from;
 * `cgroup` waits for a control group first.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

extern char **environ;
static const char *file;
static unsigned state;
static int hides;

static unsigned draw(unsigned below) {
  state = state * 1664525u + 1013904223u;
  return (state >> 8) % below;
}

static void wait_ms(long ms) {
  struct timespec left = {ms / 1000, (ms % 1000) * 1000000};
  while (nanosleep(&left, &left) != 0) continue;
}

static void note(const char *what) {
  char line[64];
  int fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  int length = snprintf(line, sizeof line, "%s %d\n", what, getpid());
  if (fd < 0 || write(fd, line, length) < 0) _exit(9);
  close(fd);
}

static void wait_for_cgroup(void) {
  char text[4096];
  for (;;) {
    int fd = open("/proc/self/cgroup", O_RDONLY);
    ssize_t size = read(fd, text, sizeof text - 1);
    close(fd);
    text[size < 0 ? 0 : size] = 0;
    if (strstr(text, "/vigil-") != NULL) return;
    wait_ms(2);
  }
}

static void grow(int depth);

static void be_a_child(int depth, unsigned seed) {
  state = seed;
  note("born");
  int is_anonymous = hides && draw(6) == 0;
  if (draw(2)) setsid();
  else if (draw(2)) setpgid(0, 0);
  if (draw(4) == 0 || is_anonymous) for (char **entry = environ; *entry != NULL; entry++) memset(*entry, 0, strlen(*entry));
  else if (draw(3) == 0 || is_anonymous) for (int fd = 0; fd < 64; fd++) close(fd);
  if (is_anonymous) for (int fd = 0; fd < 64; fd++) close(fd);
  if (draw(4) == 0) signal(SIGTERM, SIG_IGN);
  grow(depth);
  if (draw(2)) {
    wait_ms(draw(40));
    _exit(0);
  }
  for (;;) pause();
}

static void grow(int depth) {
  int children = depth >= 3 ? 0 : draw(4);
  for (int child = 0; child < children; child++) {
    unsigned seed = draw(1u << 24) + 1;
    int is_double = draw(3) == 0;
    if (fork() == 0) {
      if (is_double && fork() > 0) _exit(0);
      be_a_child(depth + 1, seed);
    }
  }
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  file = argv[1];
  state = strtoul(argv[2], NULL, 10) * 2654435761u + 1;
  hides = strcmp(argv[3], "shows") != 0;
  if (strcmp(argv[3], "cgroup") == 0) wait_for_cgroup();
  note("born");
  grow(0);
  note("grown");
  if (draw(8) == 0) {
    wait_ms(draw(30));
    return 3;
  }
  for (;;) pause();
}
