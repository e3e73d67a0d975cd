"""OpenAPI descriptions of made-up vendors."""

from __future__ import annotations

from typing import Any

SCHEMAS: dict[str, Any] = {
    "Turn": {
        "type": "object",
        "properties": {
            "role": {"type": "string", "enum": ["user", "assistant", "system"]},
            "content": {"type": "string", "example": "Hello, who are you?"},
        },
    },
    "Asked": {
        "type": "object",
        "required": ["model", "messages"],
        "properties": {
            "model": {"type": "string", "enum": ["spruce-1", "spruce-1-mini"]},
            "messages": {"type": "array", "items": {"$ref": "#/components/schemas/Turn"}},
            "max_tokens": {"type": "integer", "example": 64},
            "temperature": {"type": "number"},
            "stop": {"type": "array", "items": {"type": "string"}},
            "stream": {"type": "boolean"},
        },
    },
    "Usage": {
        "type": "object",
        "properties": {
            "prompt_tokens": {"type": "integer"},
            "completion_tokens": {"type": "integer"},
        },
    },
    "Answered": {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "model": {"type": "string", "example": "spruce-1"},
            "choices": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "message": {"$ref": "#/components/schemas/Turn"},
                        "finish_reason": {"type": "string", "enum": ["stop", "length"]},
                    },
                },
            },
            "usage": {"$ref": "#/components/schemas/Usage"},
        },
    },
    "Fault": {
        "type": "object",
        "properties": {
            "error": {
                "type": "object",
                "properties": {"message": {"type": "string"}, "code": {"type": "string"}},
            }
        },
    },
}


def _reply(schema: str, description: str) -> dict[str, Any]:
    media = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    return {"description": description, "content": {"application/json": media}}


SPRUCE: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Spruce", "version": "1"},
    "externalDocs": {"url": "https://spruce.example/docs"},
    "servers": [
        {"url": "https://{region}.spruce.example/v1", "variables": {"region": {"default": "eu"}}}
    ],
    "security": [{"key": []}],
    "paths": {
        "/embeddings": {"post": {"requestBody": {"content": {}}, "responses": {}}},
        "/images/generate": {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "properties": {"prompt": {"type": "string"}},
                            }
                        }
                    }
                },
                "responses": {},
            }
        },
        "/chat/completions": {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Asked"}}
                    }
                },
                "responses": {
                    "200": _reply("Answered", "The answer."),
                    "401": _reply("Fault", "The API key is wrong."),
                    "429": _reply("Fault", "Too many requests."),
                },
            }
        },
    },
    "components": {
        "schemas": SCHEMAS,
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Spruce-Key"}},
    },
}
"""A dialect that scout knows, with the key in a header, as JSON."""

YEW = """
openapi: 3.0.3
info: {title: Yew, version: "2"}
servers: [{url: "https://yew.example"}]
components:
  securitySchemes:
    login:
      type: oauth2
      flows:
        clientCredentials: {tokenUrl: "https://id.yew.example/token", scopes: {}}
  schemas:
    Error:
      type: object
      properties:
        problem:
          type: object
          properties:
            code: {type: string, example: bad_request}
            text: {type: string, example: The text is longer than the window.}
paths:
  /v3/ask:
    post:
      security: [{login: []}]
      requestBody:
        content:
          application/json:
            example:
              model: yew-3
              conversation: [{who: user, says: "Hello, who are you?"}]
              max_tokens: 64
              temperature: 0.5
              stop: [END]
              stream: false
      responses:
        "200":
          description: An answer.
          content:
            application/json:
              example:
                model: yew-3
                says: "I am a tree that talks."
                why: complete
                tokens: {read: 9, wrote: 6}
            application/x-ndjson:
              schema:
                type: string
                example: |
                  {"model": "yew-3", "says": "I am a "}
                  {"model": "yew-3", "says": "tree."}
                  {"model": "yew-3", "why": "complete", "tokens": {"read": 9, "wrote": 6}}
        "400":
          description: Too long.
          content: {application/json: {schema: {$ref: "#/components/schemas/Error"}}}
        "401":
          description: The key is wrong.
          content:
            application/json: {example: {problem: {code: bad_key, text: This key is wrong.}}}
        5XX:
          description: Broken.
          content:
            application/json: {example: {problem: {code: broken, text: Something broke.}}}
"""
"""A wire of its own in JSON lines, behind tokens that a key buys, as YAML."""
