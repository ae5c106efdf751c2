//! What any router in wasm has to do to a request, and nothing else: hold the headers, read the
//! body, set the header, write the model, clear the route cache. It knows where the model of the
//! benchmark's request stands, so that nothing is parsed and nothing decided: no filter that does
//! these things can cost less.
use proxy_wasm::traits::*;
use proxy_wasm::types::*;

const HEAD: &[u8] = b"{\"model\":\"auto\"";
const REWRITTEN: &[u8] = b"{\"model\":\"model-0\"";

proxy_wasm::main! {{
    proxy_wasm::set_root_context(|_| -> Box<dyn RootContext> { Box::new(Root) });
}}

struct Root;
impl Context for Root {}
impl RootContext for Root {
    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }
    fn create_http_context(&self, _id: u32) -> Option<Box<dyn HttpContext>> {
        Some(Box::new(Stream))
    }
}

struct Stream;
impl Context for Stream {}
impl HttpContext for Stream {
    fn on_http_request_headers(&mut self, _headers: usize, end_of_stream: bool) -> Action {
        if end_of_stream {
            return Action::Continue;
        }
        self.set_http_request_header("content-length", None);
        Action::Pause
    }
    fn on_http_request_body(&mut self, size: usize, end_of_stream: bool) -> Action {
        if !end_of_stream {
            return Action::Pause;
        }
        if self.get_http_request_body(0, size).is_some_and(|body| body.starts_with(HEAD)) {
            self.set_http_request_header("x-selected-provider", Some("p0"));
            self.set_http_request_body(0, HEAD.len(), REWRITTEN);
            let _ = self.call_foreign_function("clear_route_cache", None);
        }
        Action::Continue
    }
}
