/*
 * A server that puts itself into the background in one of the ways in which servers do, and then waits. Options:
 *   -2      forks twice, so that it leads no session
 *   -d MS   stays in the foreground for so long at first
 *   -m MS   with -2: waits so long between its setsid and its second fork, and again before the exit that follows
 *   -r MS   its first process waits so long for its second to be ready, before it leaves
 *   -l MS   waits so long between its first fork and its setsid
 *   -s      overwrites its environment in memory, as servers do that show a title
 *   -c      closes every descriptor
 *   -w N    has N workers; with -i they ignore SIGTERM
 *   -p FILE writes its pid there
 *   -f      stays in the foreground
 *   -u      on SIGUSR2 starts its successor, the same program anew, and leaves
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;
static volatile sig_atomic_t asked_to_hand_over, asked_to_stop;

static void on_usr2(int signal) { (void)signal; asked_to_hand_over = 1; }
static void on_term(int signal) { (void)signal; asked_to_stop = 1; }

static void wait_ms(long ms) {
  struct timespec left = {ms / 1000, (ms % 1000) * 1000000};
  while (nanosleep(&left, &left) != 0) continue;
}

int main(int argc, char **argv) {
  int is_double = 0, scrubs = 0, closes = 0, workers = 0, ignores = 0, stays = 0, hands_over = 0, option;
  long delay = 0, late = 0, middle = 0, ready = 0;
  const char *pidfile = NULL;
  while ((option = getopt(argc, argv, "2d:m:r:l:scw:ip:fu")) != -1) {
    switch (option) {
      case '2': is_double = 1; break;
      case 'd': delay = atol(optarg); break;
      case 'm': middle = atol(optarg); break;
      case 'r': ready = atol(optarg); break;
      case 'l': late = atol(optarg); break;
      case 's': scrubs = 1; break;
      case 'c': closes = 1; break;
      case 'w': workers = atoi(optarg); break;
      case 'i': ignores = 1; break;
      case 'p': pidfile = optarg; break;
      case 'f': stays = 1; break;
      case 'u': hands_over = 1; break;
      default: return 2;
    }
  }
  struct sigaction action = {.sa_handler = on_term};
  sigaction(SIGTERM, &action, NULL);
  action.sa_handler = on_usr2;
  if (hands_over) sigaction(SIGUSR2, &action, NULL);
  if (scrubs) for (char **entry = environ; *entry != NULL; entry++) memset(*entry, 0, strlen(*entry));
  if (closes) for (int fd = 0; fd < 256; fd++) close(fd);
  if (delay > 0) wait_ms(delay);
  if (!stays) {
    if (fork() > 0) {
      if (ready > 0) wait_ms(ready);
      _exit(0);
    }
    if (late > 0) wait_ms(late);
    setsid();
    if (is_double) {
      if (middle > 0) wait_ms(middle);
      if (fork() > 0) {
        if (middle > 0) wait_ms(middle);
        _exit(0);
      }
    }
  }
  if (pidfile != NULL) {
    FILE *file = fopen(pidfile, "w");
    if (file != NULL) {
      fprintf(file, "%d\n", getpid());
      fclose(file);
    }
  }
  for (int worker = 0; worker < workers; worker++) {
    if (fork() == 0) {
      signal(SIGTERM, ignores ? SIG_IGN : SIG_DFL);
      signal(SIGUSR2, SIG_DFL);
      for (;;) pause();
    }
  }
  sigset_t blocked, before;
  sigfillset(&blocked);
  sigprocmask(SIG_BLOCK, &blocked, &before);
  while (!asked_to_stop) {
    sigsuspend(&before);
    if (asked_to_hand_over) {
      if (fork() == 0) {
        sigprocmask(SIG_SETMASK, &before, NULL);
        char *arguments[] = {argv[0], "-f", "-u", pidfile == NULL ? NULL : "-p", (char *)pidfile, NULL};
        execv(argv[0], arguments);
        _exit(1);
      }
      wait_ms(50);
      return 0;
    }
  }
  return 0;
}
