/** Which handler serves which path. Source of the order: Supervisor http.py, make_http_servers(). */
import { createRouter, type Router } from '../http/router.ts';

export function createRoutes(): Router {
  return createRouter([]);
}
